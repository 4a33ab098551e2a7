import ComposeModel
import FoundationEssentials
import Health
import LogStore
import OrderedCollections
import Runtime
import Supervision
import Synchronization
import SystemPackage
import TestSupport

/// A supervisor over a fake runtime and a manual clock.
final class TestStack: Sendable {
    let supervisor: Supervisor
    let runtime: FakeRuntime
    /// Of kind docker; there only where a test asks for it.
    let docker: FakeRuntime
    let clock: ManualClock
    let logs: LogStore
    private let directory: String
    /// What lies around the supervisor, and changes.
    let world: World

    /// - Parameters:
    ///   - settleAfter: zero, unless it matters, so that a start needs no hand on the clock.
    ///   - runtimes: where services run by default; with any but `native` there is an engine as well.
    init(
        _ services: Service...,
        tuning: RestartTuning = RestartTuning(),
        settleAfter: Duration = .zero,
        runtimes preference: RuntimePreference = .native,
        metrics: MetricsSettings? = nil,
        awaitsSeed: Bool = false,
        variablesRead: @escaping @Sendable (Service, Set<String>) -> Set<String> = { _, _ in [] }
    ) async throws {
        let docker = FakeRuntime(kind: .docker)
        self.docker = docker
        var tuning = tuning
        tuning.settleAfter = settleAfter
        let runtime = FakeRuntime()
        let clock = ManualClock()
        var project = Project.test(services)
        project.settings.runtime = preference
        project.settings.metrics = metrics
        let temporary = FileManager.default.temporaryDirectory.path
        directory = "\(temporary)/supervision-\(UUID().uuidString)"
        let logs = try LogStore(directory: FilePath(directory))
        let world = World(project)
        self.runtime = runtime
        self.clock = clock
        self.logs = logs
        self.world = world
        supervisor = try Supervisor(
            project: project,
            awaitsSeed: awaitsSeed,
            dependencies: SupervisorDependencies(
                runtimes: preference == .native ? [runtime] : [runtime, docker],
                probes: ProbeFactory(),
                logs: logs,
                clock: clock,
                tuning: tuning,
                reload: { scales in try await world.reload(scales) },
                variablesRead: variablesRead,
                portHolder: { port, _ in world.holder(of: port) },
                freePort: { 40_000 },
                wallClock: { 1_700_000_000_000_000_000 }
            )
        )
        await supervisor.begin()
    }

    deinit {
        logs.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The project's files and the machine's ports, as the supervisor sees them.
    final class World: Sendable {
        private struct State {
            var project: Project
            var failure: (any Error)?
            var holders: [UInt16: String] = [:]
            /// With which scales the files were read, each time.
            var readings: [[String: Int]] = []
            /// Called while the files are read for the so many-th time, from 1.
            var whileReading: (@Sendable (Int) async -> Void)?
        }

        private let state: Mutex<State>

        init(_ project: Project) { state = Mutex(State(project: project)) }

        func edit(_ change: @Sendable (inout Project) -> Void) { state.withLock { change(&$0.project) } }
        func breakFiles(_ error: any Error) { state.withLock { $0.failure = error } }
        func hold(_ port: UInt16, by holder: String?) { state.withLock { $0.holders[port] = holder } }

        func whileReading(_ work: @escaping @Sendable (Int) async -> Void) { state.withLock { $0.whileReading = work } }
        var readings: [[String: Int]] { state.withLock { $0.readings } }

        func reload(_ scales: [String: Int]) async throws -> Project {
            let (work, count) = state.withLock { state in
                state.readings.append(scales)
                return (state.whileReading, state.readings.count)
            }
            await work?(count)
            return try state.withLock { state in
                if let failure = state.failure { throw failure }
                return state.project
            }
        }

        func holder(of port: UInt16) -> String? { state.withLock { $0.holders[port] } }
    }

    // MARK: Waiting

    /// Waits until the service's state is one that fits.
    func wait(for service: String, _ fits: (ServiceStateMachine.State) -> Bool) async {
        await wait { report in report.services.contains { $0.service.name == service && fits($0.machine.state) } }
    }

    func wait(for service: String, _ state: ServiceStateMachine.State) async {
        await wait(for: service) { $0 == state }
    }

    /// Waits until the service runs and, where it has a probe, is healthy.
    func waitUntilReady(_ service: String) async {
        await wait(for: service) { $0 == .running(nil) || $0 == .running(.healthy) }
    }

    func wait(until fits: (StackReport) -> Bool) async {
        var wakeUps = await supervisor.wakeUps().makeAsyncIterator()
        repeat {
            if fits(await supervisor.report()) { return }
        } while await wakeUps.next() != nil
    }

    func waitForRemoval(of service: String, after sequence: UInt64) async {
        var wakeUps = await supervisor.wakeUps().makeAsyncIterator()
        repeat {
            let changes = await supervisor.changes(after: sequence) ?? []
            if changes.contains(where: { $0.payload == .removed(service: service) }) { return }
        } while await wakeUps.next() != nil
    }

    func report(_ service: String) async throws -> ServiceReport {
        guard let report = await supervisor.report().services.first(where: { $0.service.name == service }) else {
            throw MissingService(name: service)
        }
        return report
    }

    struct MissingService: Error {
        var name: String
    }

    /// The notices since a change, as `level service: message`.
    func notices(after sequence: UInt64) async -> [String] {
        (await supervisor.changes(after: sequence) ?? []).compactMap { change in
            guard case .notice(let notice) = change.payload else { return nil }
            return "\(notice.level) \(notice.service ?? "-"): \(notice.message)"
        }
    }
}

extension Project {
    static func test(_ services: [Service]) -> Project {
        var project = Project(name: "test", directory: "/project")
        for service in services { project.services[service.name] = service }
        project.settings.runtime = .native
        return project
    }
}

extension Service {
    /// A service with a command of its own.
    static func test(
        _ name: String,
        needs dependencies: Dependency...,
        isProbed: Bool = false,
        port: UInt16? = nil,
        restart: RestartPolicy = .no
    ) -> Service {
        var service = Service(name: name)
        service.settings.native = .command([name], check: nil)
        service.dependencies = dependencies
        service.restart = restart
        if isProbed { service.settings.probe = .exec(["check", name]) }
        if let port { service.ports = [Port(target: port, published: port, hostIP: "127.0.0.1")] }
        return service
    }
}
