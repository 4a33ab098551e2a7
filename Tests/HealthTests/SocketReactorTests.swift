import Glibc
import NIOCore
import Testing

@testable import Health

@Suite struct SocketReactorTests {
    /// Two connected sockets that close with the value.
    private struct Pair: ~Copyable {
        let near: Int32
        let far: Int32

        init() {
            var ends: [Int32] = [-1, -1]
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends)
            near = ends[0]
            far = ends[1]
        }

        deinit {
            close(near)
            close(far)
        }

        func send() {
            var byte: UInt8 = 1
            _ = write(far, &byte, 1)
        }
    }

    @Test func readySocketIsToldWithoutWaiting() async {
        let reactor = SocketReactor()
        let pair = Pair()
        #expect(await reactor.wait(for: pair.near, .writable, until: .now) == .ready)
        reactor.shutDown()
    }

    @Test func waitEndsWithTheFirstByte() async {
        let reactor = SocketReactor()
        let pair = Pair()
        let near = pair.near
        async let result = reactor.wait(for: near, .readable, until: .now + .seconds(60))
        pair.send()
        #expect(await result == .ready)
        reactor.shutDown()
    }

    @Test func waitEndsAtItsDeadline() async {
        let reactor = SocketReactor()
        let pair = Pair()
        let start = ContinuousClock.now
        #expect(await reactor.wait(for: pair.near, .readable, until: start + .milliseconds(20)) == .timedOut)
        #expect(start.duration(to: .now) >= .milliseconds(20))
        reactor.shutDown()
    }

    @Test func shutDownEndsEveryWaitAndLaterOnesToo() async {
        let reactor = SocketReactor()
        let pair = Pair()
        let near = pair.near
        let results = await withTaskGroup(of: SocketReactor.WaitResult.self) { group in
            for _ in 0..<20 {
                group.addTask { await reactor.wait(for: near, .readable, until: .now + .seconds(60)) }
            }
            reactor.shutDown()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == .cancelled })
        #expect(await reactor.wait(for: near, .readable, until: .now + .seconds(60)) == .cancelled)
    }

    @Test func thousandWaitsThatAreCancelledAtAnyMomentAllEnd() async {
        let reactor = SocketReactor()
        let pair = Pair()
        let near = pair.near
        for round in 0..<1000 {
            let task = Task { await reactor.wait(for: near, .readable, until: .now + .seconds(60)) }
            for _ in 0..<(round % 4) { await Task.yield() }
            task.cancel()
            #expect(await task.value == .cancelled)
        }
        reactor.shutDown()
    }

    @Test func connectionToItselfIsRecognised() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size)
                getsockname(descriptor, pointer, &size)
                return connect(descriptor, pointer, size)
            }
        }
        #expect(code == 0)
        #expect(SocketError.isConnectedToItself(descriptor))
    }

    @Test func namesAreResolvedAndUnknownOnesTold() async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        let local = try await AddressResolver.resolve(ProbeAddress(host: "localhost", port: 80), until: deadline)
        #expect(local.ipAddress == "127.0.0.1")
        let six = try await AddressResolver.resolve(ProbeAddress(host: "::1", port: 80), until: deadline)
        #expect(six.ipAddress == "::1")
        await #expect(throws: ProbeFailure(.unreachable, "unknown host nobody.invalid")) {
            try await AddressResolver.resolve(ProbeAddress(host: "nobody.invalid", port: 80), until: deadline)
        }
    }
}
