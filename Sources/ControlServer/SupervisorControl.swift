import ComposeModel
package import ControlAPI
import FoundationEssentials
package import LogAnalysis
package import LogStore
package import Runtime
import Seeding
package import Supervision

/// The supervisor as a ``StackControl``: for the socket's server, and for whoever lives in the same process.
package struct SupervisorControl: StackControl {
    /// How often subscribers get processor and memory figures.
    static let metricsInterval = Duration.seconds(2)
    /// Each event carries the whole status of its service, about a kilobyte.
    private static let journalLength = 500

    let supervisor: Supervisor
    let logs: LogStore
    private let info: StackSnapshot.SupervisorInfo
    private let meter: UsageMeter
    private let endLimit: @Sendable () -> Duration?
    private let onDown: @Sendable (_ removingVolumes: Bool) -> Void
    /// nil where the stack has no seed data.
    let data: DataControl?
    private let green: GreenWatch?
    private let secrets = ProjectSecrets()

    /// - Parameters:
    ///   - green: remembers when the stack was healthy; nil: nobody does.
    ///   - endLimit: how long the end that `onDown` begins may take; nil where nobody sees to it.
    ///   - onDown: begins the end of the process; must return at once.
    package init(
        supervisor: Supervisor,
        logs: LogStore,
        info: StackSnapshot.SupervisorInfo,
        data: DataControl? = nil,
        green: GreenWatch? = nil,
        endLimit: @escaping @Sendable () -> Duration? = { nil },
        onDown: @escaping @Sendable (_ removingVolumes: Bool) -> Void
    ) {
        self.supervisor = supervisor
        self.logs = logs
        self.info = info
        self.data = data
        self.green = green
        self.endLimit = endLimit
        self.onDown = onDown
        meter = UsageMeter(supervisor)
    }

    /// The stack as it is now. Never throws.
    package func snapshot() async throws -> StackSnapshot { await currentSnapshot() }

    /// A snapshot and every change, made at the reader's pace, with figures of use in between. Never throws.
    package func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let feed = UpdateFeed(self, after: sequence)
        return AsyncThrowingStream { await feed.next() }
    }

    /// The newest events, oldest first: some hundreds at most. Never throws.
    package func journal() async throws -> [StackEvent] {
        let now = Date()
        return await supervisor.newestChanges(Self.journalLength).map { StackEvent($0, now: now) }
    }

    /// The profile of the last complete start; nil where there is none. Never throws.
    package func startupProfile() async throws -> StartupProfile? {
        await supervisor.startup.map(StartupProfile.init)
    }

    /// The seed data, its drift measured; nil where the stack has none. Never throws.
    package func dataStatus() async throws -> DataStatus? { await data?.measuredStatus() }

    /// Carries a command on the seed data out; see ``StackControl``.
    package func perform(_ command: DataCommand) -> AsyncThrowingStream<DataEvent, any Error> {
        guard let data else { return AsyncThrowingStream { $0.finish(throwing: ControlError.noSeedData) } }
        return data.perform(command)
    }

    /// The same, until nobody reads the events any more.
    package func perform(_ command: DataCommand, operation: String) -> AsyncThrowingStream<DataEvent, any Error> {
        guard let data else { return AsyncThrowingStream { $0.finish(throwing: ControlError.noSeedData) } }
        return data.perform(command, operation: operation)
    }

    /// Cancels a command on the seed data. Never throws.
    package func cancelOperation(_ operation: String) async throws -> Bool { data?.cancel(operation) ?? false }

    /// The snapshots of the data. Throws ``ControlError``.
    package func dataSnapshots() async throws -> [DataSnapshotInfo] {
        guard let data else { throw ControlError.noSeedData }
        do { return try await data.seeder.snapshots() } catch let error as SeedingError { throw ControlError(error) }
    }

    /// Carries a command out, `down` by way of `onDown`. Refusals are thrown as ``ControlError``.
    package func perform(_ command: StackCommand) async throws -> CommandReply {
        // Others who look see who moved what; the services' own changes follow on it.
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

    /// The environment of a service's processes, for a command that runs beside it.
    package func launch(of service: String) async -> Launch? { await supervisor.launch(of: service) }

    /// Remembers when the stack was healthy, until the supervisor ends.
    package func watchHealth() async {
        let changes = await supervisor.wakeUps()
        _ = await observeGreen()
        for await _ in changes {
            _ = await observeGreen()
            // A start changes much in a moment, and looking at all services each time would cost it time.
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Hides the secrets of the project in force, and of those before it. Values are masked where they leave the process, by
    /// ``ControlServer``: here they are as they came.
    package func masker() async -> SecretMasker { secrets.masker(for: await supervisor.project) }

    // MARK: For the feed

    /// When the stack was last healthy; nil where it never was, or nobody remembers.
    func observeGreen() async -> GreenSpan? { await green?.observe(supervisor.report(), nowNs: Date.nowNs) }

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
            lastGreen: await green?.observe(report, nowNs: Date.nowNs)
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
    /// What is told of it to all; nil for what tells itself.
    fileprivate var notice: String? {
        func list(_ names: [String]) -> String { names.isEmpty ? "all services" : names.joined(separator: ", ") }
        return switch self {
        case .start(let names): "asked to start \(list(names))"
        case .stop(let names): "asked to stop \(list(names))"
        case .restart(let names): "asked to restart \(list(names))"
        case .switchRuntime(let name, let runtime): "asked to run \(name) as \(runtime.rawValue)"
        // Whoever comes to look asks for this, and down is an event of its own.
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
            default: .internal
            }
        self.init(code, error.message, hint: error.remedy)
    }
}
