import ComposeModel
import DockerEngine
import DockerRuntime
import FoundationEssentials
import LogAnalysis
import LogStore
import OrderedCollections
import Runtime
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A project of its own on the real engine, and everything that is told of it.
final class EngineHarness: Sendable {
    /// The engine that is there, and an image with bash that it has; nil where a test must be skipped.
    static let engine: (endpoint: EngineEndpoint, image: String)? = {
        let environment = ProcessInfo.processInfo.environment
        let image = environment["CPADEV_TEST_IMAGE"] ?? "cpadev/local-base:bookworm"
        guard let endpoint = try? EngineEndpoint.resolve(environment: environment, home: environment["HOME"]),
            case .unix(let path) = endpoint, FileManager.default.fileExists(atPath: path)
        else { return nil }
        return (endpoint, image)
    }()

    /// At home, tests without an engine are skipped; in CI there has to be one.
    static var isAvailable: Bool { Capability.wants(engine != nil) }

    let project: String
    let state: String
    let client: EngineClient
    let logs: LogStore
    let image: String
    let events = EventBook()
    private let runtimes = Mutex<[(DockerRuntime, Task<Void, Never>)]>([])

    init() throws {
        let engine = try #require(Self.engine)
        image = engine.image
        project = "runtime-\(UUID().uuidString.prefix(8).lowercased())"
        state = FileManager.default.temporaryDirectory.path + "/" + project
        client = EngineClient(endpoint: engine.endpoint)
        logs = try LogStore(directory: FilePath(state + "/logs"))
    }

    /// Runs a test and leaves nothing behind.
    static func run(_ body: (EngineHarness) async throws -> Void) async throws {
        let harness = try EngineHarness()
        let result: Result<Void, any Error>
        do { result = .success(try await body(harness)) } catch { result = .failure(error) }
        let last = harness.runtime()
        let problems = await last.tearDown(removingData: true)
        await harness.close()
        try? FileManager.default.removeItem(atPath: harness.state)
        try result.get()
        #expect(problems == [])
    }

    /// A runtime of the project, as a supervisor has it.
    func runtime(
        _ change: (inout Project) -> Void = { _ in },
        isAlive: @escaping DockerConfiguration.OwnerCheck = { _ in false },
        state: String? = nil,
        client: EngineClient? = nil
    ) -> DockerRuntime {
        var project = Project(name: project, directory: self.state)
        project.networks["default"] = Network()
        change(&project)
        let runtime = DockerRuntime(
            configuration: DockerConfiguration(
                project: project,
                stateDirectory: state ?? self.state,
                version: "test",
                environment: ["FROM_CALLER": "yes"],
                isAlive: isAlive
            ),
            client: client ?? self.client,
            logs: logs
        )
        let events = events
        let listening = Task { for await event in runtime.events { await events.note(event) } }
        runtimes.withLock { $0.append((runtime, listening)) }
        return runtime
    }

    private func close() async {
        for (runtime, listening) in runtimes.withLock({ $0 }) {
            await runtime.close()
            listening.cancel()
        }
        logs.close()
    }

    /// A launch of a service that runs a line of bash.
    func launch(
        _ name: String,
        _ script: String,
        generation: UInt64 = 1,
        bindings: [Launch.Binding] = [],
        hostPeers: [String: [Launch.Binding]] = [:],
        _ change: (inout Service) -> Void = { _ in }
    ) -> Launch {
        var service = Service(name: name)
        service.image = image
        service.command = ["bash", "-c", script]
        change(&service)
        return Launch(
            instance: InstanceID(service: name, generation: generation),
            service: service,
            environment: [:],
            bindings: bindings,
            hostPeers: hostPeers
        )
    }

    /// What the service wrote.
    func lines(_ service: String, _ stream: LogStream? = nil) throws -> [String] {
        try logs.log(for: service).tail(1_000_000)
            .filter { stream == nil ? $0.stream != .system : $0.stream == stream }
            .map(\.text)
    }

    /// Waits until the service wrote a line.
    func waitForLine(_ text: String, of service: String) async throws {
        let log = try logs.log(for: service)
        let changes = log.changes()
        try await withTimeout("'\(text)' in the log of \(service)") {
            while true {
                if try log.tail(1000).contains(where: { $0.text.contains(text) }) { return }
                for await _ in changes { break }
                try Task.checkCancellation()
            }
        }
    }
}

/// Something did not happen.
struct TooLate: Error {
    var what: String
}

/// Runs an operation for so long at most.
func withTimeout<Value: Sendable>(
    _ what: String,
    _ limit: Duration = .seconds(30),
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    return try await withThrowingTaskGroup { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TooLate(what: what)
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw TooLate(what: what) }
        return value
    }
}
