import Glibc
import Runtime
import Testing

@testable import NativeRuntime

@Suite struct PortInspectorTests {
    /// A socket that listens on loopback as long as the value lives.
    private struct Listener: ~Copyable {
        let descriptor: Int32
        let port: UInt16

        init(_ host: String = "127.0.0.1") {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr(host)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            _ = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, size) + listen(descriptor, 1) + getsockname(descriptor, $0, &size)
                }
            }
            self.descriptor = descriptor
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(descriptor) }
    }

    @Test func theHolderOfAPortIsNamed() throws {
        let listener = Listener()
        let holders = try #require(PortInspector().holders(of: listener.port, host: "127.0.0.1"))
        #expect(holders.map(\.pid) == [getpid()])
        #expect(holders.first?.command?.isEmpty == false)
        #expect(holders.first?.description.hasPrefix("pid \(getpid()) (") == true)
    }

    @Test func theKernelAndItsTablesNameTheSameListeners() throws {
        let one = Listener("127.0.0.1")
        let every = Listener("0.0.0.0")
        let listed = try ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            TCPListener.listed(String(decoding: try #require(readSmallFile(path)), as: UTF8.self))
        }
        for port in [one.port, every.port] {
            let own = TCPListener.all().filter { $0.port == port }
            #expect(own.count == 1 && own == listed.filter { $0.port == port })
        }
        #expect(one.port != every.port)
    }

    @Test func aPortIsFreeOnceItsHolderCloses() {
        var port: UInt16 = 0
        do {
            let listener = Listener()
            port = listener.port
            #expect(PortInspector().holders(of: port, host: "127.0.0.1") != nil)
        }
        #expect(PortInspector().holders(of: port, host: "127.0.0.1") == nil)
    }

    @Test func onlyAnAddressThatOverlapsIsInTheWay() {
        let one = Listener("127.0.0.1")
        #expect(PortInspector().holders(of: one.port, host: "127.0.0.2") == nil)
        #expect(PortInspector().holders(of: one.port, host: "0.0.0.0") != nil)
        let every = Listener("0.0.0.0")
        #expect(PortInspector().holders(of: every.port, host: "127.0.0.1") != nil)
    }

    @Test func aProcessIsNotTakenForTheHolderOfItsPort() async throws {
        let harness = try NativeHarness.shared
        let serve = "import socket,time; s=socket.create_server(('127.0.0.1',0)); print(s.getsockname()[1],flush=True)"
        let first = harness.launch(["/usr/bin/python3", "-c", serve + "; time.sleep(99)"])
        let second = harness.launch(["/bin/sleep", "99"])
        let shell = harness.launch(shell: "/usr/bin/python3 -c \"\(serve); time.sleep(99)\" & wait")
        let runtime = harness.runtime
        for launch in [first, second, shell] { _ = try await runtime.start(launch) }
        let port = try #require(UInt16(try await harness.firstLine(of: first)))
        let other = try #require(UInt16(try await harness.firstLine(of: shell)))
        #expect(await runtime.foreignHolder(of: port, host: "127.0.0.1", besides: first.instance) == nil)
        #expect(await runtime.foreignHolder(of: other, host: "127.0.0.1", besides: shell.instance) == nil)
        let holder = await runtime.foreignHolder(of: port, host: "127.0.0.1", besides: second.instance)
        #expect(holder?.hasPrefix("pid ") == true)
        let own = Listener()
        #expect(await runtime.foreignHolder(of: own.port, host: "127.0.0.1", besides: second.instance) != nil)
        for launch in [first, second, shell] { await harness.kill(launch) }
    }

    @Test func aFreePortIsFree() throws {
        let port = try #require(PortInspector.freePort())
        #expect(port > 1023)
        #expect(PortInspector().holders(of: port, host: "127.0.0.1") == nil)
    }

    @Test func aHolderReadsAsPeopleSayIt() {
        typealias Holder = PortInspector.Holder
        #expect(Holder(pid: nil, command: nil).description == "another user's process")
        #expect(Holder(pid: 7, command: "").description == "pid 7")
        #expect(Holder(pid: 7, command: "redis *:6379").description == "pid 7 (redis *:6379)")
        let long = Holder(pid: 7, command: String(repeating: "x", count: 200)).description
        #expect(long == "pid 7 (" + String(repeating: "x", count: 80) + "…)")
        let words = "server " + String(repeating: "x", count: 70)
        #expect(Holder(pid: 7, command: words + " a-secret more").description == "pid 7 (\(words) a-secret…)")
        let token = String(repeating: "y", count: 100)
        #expect(Holder(pid: 7, command: words + " " + token).description == "pid 7 (\(words)…)")
    }
}
