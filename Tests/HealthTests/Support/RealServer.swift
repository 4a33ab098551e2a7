import ComposeModel
import Foundation
import Health
import TestSupport
import Testing

/// A real server as a child process, on a free port of loopback and in a folder of its own.
struct RealServer {
    let port: UInt16
    let directory: String
    private let process: ChildProcess

    /// Where the programs are that the tests can use, in the order of preference.
    static func program(_ candidates: [String]) -> String? {
        candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A test whose server is missing is skipped at home and fails in CI.
    static func isWanted(_ program: String?) -> Bool {
        Capability.wants(program != nil)
    }

    /// Runs `body` with a server. `arguments` get the folder and the port; `prepare` runs before the start.
    static func run<Value>(
        _ program: String?,
        prepare: (_ directory: String, _ port: UInt16) async throws -> Void = { _, _ in },
        arguments: (_ directory: String, _ port: UInt16) -> [String],
        _ body: (RealServer) async throws -> Value
    ) async throws -> Value {
        let program = try #require(program, "the server is not installed")
        let directory = FileManager.default.temporaryDirectory.appending(path: "cpadev-health-\(UUID())").path()
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let port = LoopbackPort.free()
        if runsAsRoot { try await execute(["/usr/bin/chown", "\(nobody):\(nobody)", directory]) }
        try await prepare(directory, port)
        let process = try ChildProcess(unprivileged + [program] + arguments(directory, port))
        let server = RealServer(port: port, directory: directory, process: process)
        do {
            let value = try await body(server)
            await server.end()
            return value
        } catch {
            await server.end()
            throw error
        }
    }

    /// Runs a command to its end, as the user that the server runs as.
    static func runAsServer(_ command: [String]) async throws {
        try await execute(unprivileged + command)
    }

    /// Asks at the pace of a start until the service is ready or has had ten seconds.
    func waitUntilHealthy(_ probe: Probe) async -> ProbeOutcome? {
        let factory = ProbeFactory()
        let loop = ProbeLoop(probe: factory.loopback(probe), pace: .protocolDefault)
        let (reports, continuation) = AsyncStream.makeStream(of: ProbeLoop.Report.self, bufferingPolicy: .unbounded)
        let task = Task { await loop.run { continuation.yield($0) } }
        var last: ProbeOutcome?
        for await report in reports {
            last = report.outcome
            if report.verdict == .healthy || report.sinceStart > .seconds(10) { break }
        }
        task.cancel()
        await task.value
        await factory.shutdown()
        return last
    }

    private func end() async {
        // SIGINT is Postgres' fast shutdown; the others end with it too.
        kill(process.pid, SIGINT)
        _ = await process.exit()
    }

    private static let nobody = 65534
    private static var runsAsRoot: Bool { geteuid() == 0 }

    /// Postgres refuses to run as root.
    private static var unprivileged: [String] {
        runsAsRoot ? ["/usr/bin/setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups", "--"] : []
    }

    private static func execute(_ command: [String]) async throws {
        try await #require(ChildProcess(command).exit() == 0, "\(command.joined(separator: " "))")
    }
}
