import Synchronization

/// A fake engine of a version, which answers everything with 204 and keeps what it was asked for.
final class ScriptedPing: Sendable {
    var path: String { engine.path }
    var targets: [String] { asked.targets.withLock { $0 } }

    private final class Asked: Sendable {
        let targets = Mutex<[String]>([])
    }

    private let engine: FakeEngine
    private let asked = Asked()

    init(version: String, server: String = "Fake/1 (linux)") throws {
        engine = try FakeEngine(answersPings: false) { [asked] request, connection in
            asked.targets.withLock { $0.append(request.target) }
            if request.isPing {
                connection.answer("OK", headers: "Api-Version: \(version)\r\nServer: \(server)\r\n")
            } else {
                connection.send("HTTP/1.1 204 No Content\r\n\r\n")
            }
        }
    }
}
