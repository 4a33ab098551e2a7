import ComposeModel
package import ControlAPI
import Diagnostics
import FoundationEssentials
import Foundations
package import LogAnalysis
package import LogStore
package import Runtime
import Seeding
package import Supervision

/// A ``StackControl`` implemented by the supervisor, for the control server and in-process clients.
package struct SupervisorControl: StackControl {
    /// The interval at which subscribers receive CPU and memory usage.
    static let metricsInterval = Duration.seconds(2)
    /// The number of journal events returned. Each contains a complete service status, about a kilobyte.
    private static let journalLength = 500

    let supervisor: Supervisor
    let logs: LogStore
    private let info: StackSnapshot.SupervisorInfo
    private let meter: UsageMeter
    private let endLimit: @Sendable () -> Duration?
    private let onDown: @Sendable (_ removingVolumes: Bool) -> Void
    /// nil if the stack has no seed data.
    let data: DataControl?
    private let green: HealthyPeriodRecorder?
    private let secrets = ProjectSecrets()
    private let counters: LogCounters
    private let storeFigures = StoreFigureCache()
    /// nil: not recorded.
    let history: StateHistory?
    /// Fulfilled once the history has what happens from then on.
    let historyBegan = Promise<Void>()

    /// - Parameters:
    ///   - green: records when the stack was healthy; nil: not recorded.
    ///   - history: what the stack was; nil: not recorded.
    ///   - endLimit: the time limit of the shutdown that `onDown` begins; nil if none is enforced.
    ///   - onDown: begins the shutdown of the process; must return at once.
    package init(
        supervisor: Supervisor,
        logs: LogStore,
        info: StackSnapshot.SupervisorInfo,
        data: DataControl? = nil,
        green: HealthyPeriodRecorder? = nil,
        history: StateHistory? = nil,
        endLimit: @escaping @Sendable () -> Duration? = { nil },
        onDown: @escaping @Sendable (_ removingVolumes: Bool) -> Void
    ) {
        self.supervisor = supervisor
        self.logs = logs
        self.info = info
        self.data = data
        self.green = green
        self.history = history
        self.endLimit = endLimit
        self.onDown = onDown
        meter = UsageMeter(supervisor)
        counters = LogCounters(logs)
    }

    package func snapshot() async throws -> StackSnapshot { await currentSnapshot() }

    package func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let feed = UpdateFeed(self, after: sequence)
        return AsyncThrowingStream { await feed.next() }
    }

    package func journal() async throws -> [StackEvent] {
        let now = Date()
        return await supervisor.newestChanges(Self.journalLength).map { StackEvent($0, now: now) }
    }

    package func startupProfile() async throws -> StartupProfile? {
        await supervisor.startup.map(StartupProfile.init)
    }

    package func dataStatus() async throws -> DataStatus? { await data?.measuredStatus() }

    package func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
        guard let data else { return AsyncThrowingStream { $0.finish(throwing: ControlError.noSeedData) } }
        return data.perform(command, operation: operation)
    }

    package func cancelOperation(_ operation: String) async throws -> Bool { data?.cancel(operation) ?? false }

    package func dataSnapshots() async throws -> [DataSnapshotInfo] {
        guard let data else { throw ControlError.noSeedData }
        do { return try await data.seeder.snapshots() } catch let error as SeedingError { throw ControlError(error) }
    }

    package func perform(_ command: StackCommand) async throws -> CommandReply {
        // Announce the command to other clients before the service changes that follow from it.
        if let words = command.notice { await supervisor.announce(words) }
        do throws(SupervisorError) {
            switch command {
            case .up(let services, let runtimes, let scales):
                return CommandReply(
                    try await supervisor.up(services, runtimes: runtimes, scales: scales ?? [:], reloading: true)
                )
            case .start(let services): return CommandReply(try await supervisor.start(services))
            case .stop(let services): return CommandReply(try await supervisor.stop(services))
            case .restart(let services): return CommandReply(try await supervisor.restart(services))
            case .switchRuntime(let service, let runtime):
                return CommandReply(try await supervisor.switchRuntime(of: service, to: runtime))
            case .refresh(let refresh): return CommandReply(try await supervisor.refresh(refresh))
            case .down(let volumes): return await down(volumes)
            }
        } catch {
            throw ControlError(error)
        }
    }

    private func down(_ volumes: Bool) async -> CommandReply {
        let report = await supervisor.report()
        onDown(volumes)
        var reply = CommandReply(services: report.services.map(\.service.name), sequence: report.sequence)
        reply.endsWithinS = endLimit().map { Int($0.components.seconds) }
        return reply
    }

    /// Returns the launch of a service, for a command that runs alongside it.
    package func launch(of service: String) async -> Launch? { await supervisor.launch(of: service) }

    /// Records when the stack is healthy, until the supervisor exits.
    package func watchHealth() async {
        let changes = await supervisor.wakeUps()
        _ = await recordHealth()
        // Startup causes many changes at once. Checking all services on each would slow it down.
        await changes.forEach(pausing: .milliseconds(50)) { _ = await recordHealth() }
    }

    /// Returns a masker for the secrets of the current and earlier projects. Values are masked where they leave the
    /// process, in ``ControlServer``; in this type they are unmasked.
    package func masker() async -> SecretMasker {
        secrets.masker(for: await supervisor.project, offering: await supervisor.offeredVariables)
    }

    /// Returns the state of the stack as metrics, and what its stores say of themselves. They are asked only for this.
    package func exportedMetrics() async -> [MetricFamily] {
        let stores = StackStores.availability(await supervisor.report())
        async let figures = storeFigures.families(stores)
        let (snapshot, project) = (await currentSnapshot(), await supervisor.project)
        let lines = await counters.metrics(of: snapshot.services.map(\.name), project.settings.metrics?.counters ?? [])
        let startup = await supervisor.startup.map(StartupProfile.init)
        let metrics = StackMetrics(snapshot: snapshot, usage: await supervisor.usage(), startup: startup)
        return metrics.families + lines + (await figures)
    }

    // MARK: For the feed

    /// Returns when the stack was last healthy; nil if never or if not recorded.
    func recordHealth() async -> HealthyPeriod? { await green?.observe(supervisor.report(), nowNs: WallClock.nowNs) }

    func currentSnapshot() async -> StackSnapshot {
        let report = await supervisor.report()
        let now = Date()
        return StackSnapshot(
            sequence: report.sequence,
            project: StackSnapshot.ProjectInfo(
                name: report.project.name,
                directory: report.project.directory,
                files: report.project.files
            ),
            supervisor: info,
            services: report.services.map { ServiceStatus($0, now: now) },
            data: await data?.status(report),
            lastGreen: await green?.observe(report, nowNs: WallClock.nowNs)
        )
    }

    func events(after sequence: UInt64) async -> [StackEvent]? {
        let now = Date()
        return await supervisor.changes(after: sequence)?.map { StackEvent($0, now: now) }
    }

    func wakeUps() async -> AsyncStream<Void> { await supervisor.wakeUps() }

    func metrics() async -> [ServiceMetrics] { await meter.metrics() }
}

extension StackCommand {
    /// The notice to broadcast; nil for commands that produce their own events.
    fileprivate var notice: String? {
        func list(_ names: [String]) -> String { names.isEmpty ? "all services" : names.joined(separator: ", ") }
        return switch self {
        case .start(let names): "asked to start \(list(names))"
        case .stop(let names): "asked to stop \(list(names))"
        case .restart(let names): "asked to restart \(list(names))"
        case .switchRuntime(let name, let runtime): "asked to run \(name) as \(runtime.rawValue)"
        // Every attaching client sends `up`, and `down` has its own event.
        case .up, .down, .refresh: nil
        }
    }
}

extension CommandReply {
    fileprivate init(_ outcome: CommandOutcome) {
        self.init(services: outcome.services, changes: outcome.changes, sequence: outcome.sequence)
        isProfiled = outcome.isProfiled
    }
}

extension ControlError {
    init(_ error: SupervisorError) {
        let code: Code =
            switch error.code {
            case .unknownService: .unknownService
            case .invalidProject: .invalidProject
            case .shuttingDown: .shuttingDown
            case .portTaken: .portTaken
            case .processHangs: .processHangs
            case .runtimeRefused: .runtimeRefused
            case .refreshFailed: .refreshFailed
            }
        self.init(error, as: code)
    }
}
