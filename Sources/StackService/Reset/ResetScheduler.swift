package import ComposeModel
package import ControlAPI
import FoundationEssentials
package import Foundations
package import Schedules
package import StateFiles

/// Resets the seed data by a schedule: performs what its machine decides, and waits for the times that it names.
package actor ResetScheduler {
    /// What the scheduler acts on.
    package struct Surroundings: Sendable {
        /// Nanoseconds since 1970.
        package var now: @Sendable () -> Int64 = { WallClock.nowNs }
        package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
        /// Resets all of the data, once it can be reset. Throws `CancellationError` if the supervisor exits meanwhile.
        package var reset: @Sendable () async throws -> Result<DataOutcome, ControlError>
        /// Returns when all of the data was last reset, in seconds since 1970; nil if never.
        package var lastReset: @Sendable () async -> Double?
        /// Returns the time of the last request of a visitor since a time; nil if there was none. Nanoseconds since 1970.
        package var findVisit: @Sendable (_ sinceNs: Int64) async -> Int64?
        /// Lets pages say when the next reset is, in seconds since 1970; nil: that there is none. Throws ``ResetFailure``.
        package var publish: @Sendable (Int64?) async throws -> Void
        package var announce: @Sendable (StackEvent.Notice.Level, String) async -> Void

        package init(
            reset: @escaping @Sendable () async throws -> Result<DataOutcome, ControlError>,
            lastReset: @escaping @Sendable () async -> Double?,
            findVisit: @escaping @Sendable (_ sinceNs: Int64) async -> Int64?,
            publish: @escaping @Sendable (Int64?) async throws -> Void,
            announce: @escaping @Sendable (StackEvent.Notice.Level, String) async -> Void
        ) {
            self.reset = reset
            self.lastReset = lastReset
            self.findVisit = findVisit
            self.publish = publish
            self.announce = announce
        }
    }

    private static let fileName = "resets.json"
    /// The wall clock may be set while the scheduler sleeps, which no event reports.
    private static let longestSleep = Duration.seconds(15 * 60)

    private let folder: OwnedDirectory
    private let surroundings: Surroundings
    private var machine: ResetMachine
    /// Signals whenever ``status`` has changed.
    package nonisolated let wakeUps = WakeUps()

    /// - Parameter folder: The folder of the file that outlives the supervisor.
    package init(
        _ settings: ResetSettings,
        in zone: ZoneRules,
        folder: OwnedDirectory,
        _ surroundings: Surroundings
    ) {
        self.folder = folder
        self.surroundings = surroundings
        let bytes = try? folder.contents(of: Self.fileName)
        let record = bytes.flatMap { try? JSONDecoder().decode(ResetRecord.self, from: Data($0)) }
        machine = ResetMachine(settings, in: zone, record: record, at: surroundings.now() / 1_000_000_000)
    }

    package var status: ResetStatus { machine.status }

    /// Resets the data by the schedule until the task is cancelled.
    package func run() async {
        do {
            let lastReset = await surroundings.lastReset()
            try await perform(machine.begin(at: now, lastReset: lastReset))
            while let wakeAt = machine.wakeAt {
                let rest = Duration.nanoseconds(wakeAt * 1_000_000_000 - surroundings.now())
                if rest > .zero { try await surroundings.sleep(min(rest, Self.longestSleep)) }
                try await perform(machine.timeCame(at: now))
            }
        } catch {
            // The supervisor exits. The next one does what is left.
        }
    }

    /// Whole seconds since 1970.
    private var now: Int64 { surroundings.now() / 1_000_000_000 }

    private func perform(_ actions: [ResetMachine.Action]) async throws {
        try Task.checkCancellation()
        for action in actions {
            switch action {
            case .store: store()
            case .tell(let news): await surroundings.announce(news.level, machine.words(news))
            case .publish(let second): await publish(second)
            case .findVisit(let since):
                let latest = await surroundings.findVisit(since * 1_000_000_000)
                try await perform(machine.visitFound(latest.map { $0 / 1_000_000_000 }, at: now))
            case .reset:
                wakeUps.signal()
                let outcome = try await surroundings.reset()
                try await perform(machine.ended(Self.duration(outcome), at: Double(surroundings.now()) / 1e9))
            }
        }
        wakeUps.signal()
    }

    private static func duration(_ outcome: Result<DataOutcome, ControlError>) -> Result<Double, ResetFailure> {
        switch outcome {
        case .success(let outcome):
            // A store that is not there has nothing to reset.
            guard let failed = outcome.parts.first(where: \.isFailed) else { return .success(outcome.durationMs) }
            return .failure(ResetFailure(message: "\(failed.store): \(failed.skipped ?? "failed")"))
        case .failure(let error): return .failure(ResetFailure(message: error.message))
        }
    }

    private func publish(_ second: Int64?) async {
        do { try await surroundings.publish(second) } catch {
            // The screen and the journal still say it.
            let reason = (error as? ResetFailure)?.message ?? "\(error)"
            await surroundings.announce(.warning, "the pages do not show when the next reset is: \(reason)")
        }
    }

    /// Replaces the file atomically. If it cannot be written, the next supervisor may repeat or leave out a reset.
    private func store() {
        guard let data = try? JSONEncoder().encode(machine.record) else { return }
        try? folder.replace(Self.fileName, with: Array(data))
    }
}
