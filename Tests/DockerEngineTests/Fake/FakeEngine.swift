import Dispatch
import Glibc
import Synchronization
import TestSupport

/// An engine that does what a test tells it, over a real Unix socket. Pings are answered, unless the test says otherwise.
final class FakeEngine: Sendable {
    typealias Script = @Sendable (FakeRequest, FakeConnection) -> Void

    let path: String
    private let folder: TemporaryFolder
    private let listener: CInt
    private let pingsLeft: Mutex<Int>

    /// - Parameters:
    ///   - pings: so many are answered, the others stall.
    ///   - answersPings: false leaves them to the script.
    ///   - script: answers everything else, on a thread of its own; the connection is closed when it returns.
    init(pings: Int = .max, answersPings: Bool = true, _ script: @escaping Script) throws {
        folder = try TemporaryFolder()
        path = folder.path + "/engine.sock"
        pingsLeft = Mutex(pings)
        listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, listen(listener, 64) == 0 else { throw Failure(errno: errno) }
        DispatchQueue(label: "fake engine").async { [listener, weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                let connection = FakeConnection(descriptor: descriptor)
                // A queue of its own has a thread of its own, however many stall.
                DispatchQueue(label: "fake connection").async { [weak self] in
                    defer { close(descriptor) }
                    guard let request = connection.readRequest() else { return }
                    if request.isPing, answersPings, let self {
                        self.answerPing(connection)
                    } else {
                        script(request, connection)
                    }
                }
            }
        }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(listener, CInt(SHUT_RDWR))
        close(listener)
    }

    private func answerPing(_ connection: FakeConnection) {
        let isAnswered = pingsLeft.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
        guard isAnswered else { return connection.stall() }
        connection.answer("OK", headers: "Api-Version: 1.41\r\nServer: Fake/1 (linux)\r\n")
    }

    struct Failure: Error {
        var errno: CInt
    }
}
