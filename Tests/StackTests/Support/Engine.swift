import Foundation
import TestSupport

/// The container engine that tests run on, as the `docker` program reaches it.
struct Engine: Sendable {
    private let folder: TemporaryFolder

    private init() throws { folder = try TemporaryFolder() }

    /// Runs the body with the engine.
    static func with(_ body: (Engine) async throws -> Void) async throws {
        let engine = try Engine()
        defer { engine.folder.remove() }
        try await body(engine)
    }

    /// Lets a stack have it.
    static func use(in stack: Stack) {
        let host = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? ""
        stack.setEnvironment("DOCKER_HOST", host.isEmpty ? "unix:///var/run/docker.sock" : host)
    }

    /// At home, tests without an engine are skipped; in CI there has to be one.
    static func isWanted() async -> Bool {
        if Capability.wants(false) { return true }
        guard Places.program("docker") != nil, let engine = try? Engine() else { return false }
        defer { engine.folder.remove() }
        return (try? await engine.docker("version", within: .seconds(10))) != nil
    }

    /// Whether it may be stopped and started: by the program that `CPADEV_TEST_ENGINE` names, with the words `stop`,
    /// `kill` and `start`.
    static var mayBeStopped: Bool { control != nil || Capability.wants(false) }

    private static var control: String? { ProcessInfo.processInfo.environment["CPADEV_TEST_ENGINE"] }

    /// Stops or starts the engine itself.
    func control(_ word: String) async throws {
        guard let program = Self.control else { throw TestFailure("CPADEV_TEST_ENGINE names no program") }
        _ = try await run([program, word], within: .seconds(120))
    }

    /// What `docker` prints, without the newline at its end.
    @discardableResult
    func docker(_ words: String..., within limit: Duration = .seconds(60)) async throws -> String {
        try await docker(words, within: limit)
    }

    @discardableResult
    func docker(_ words: [String], within limit: Duration = .seconds(60)) async throws -> String {
        try await run([Places.program("docker") ?? "docker"] + words, within: limit)
    }

    private func run(_ words: [String], within limit: Duration) async throws -> String {
        let command = try RunningCommand(
            words,
            environment: ProcessInfo.processInfo.environment,
            directory: folder.path,
            outputs: "\(folder.path)/\(UUID().uuidString)"
        )
        let result = try await command.result(within: limit)
        guard result.code == 0 else { throw TestFailure("\(words.joined(separator: " ")): \(result.summary)") }
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// What the engine has of a project, by kind: `container`, `network` or `volume`.
    func objects(_ kind: String, of project: String) async throws -> [String] {
        let filter = "label=com.docker.compose.project=\(project)"
        let list =
            kind == "container"
            ? try await docker("ps", "-a", "--no-trunc", "--filter", filter, "--format", "{{.ID}}")
            : try await docker(kind, "ls", "-q", "--filter", filter)
        return list.split(separator: "\n").map(String.init)
    }
}
