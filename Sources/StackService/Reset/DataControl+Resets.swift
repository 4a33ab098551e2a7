package import ComposeModel
import ControlAPI
import FoundationEssentials
import Foundations
package import LogStore
package import Schedules
import Seeding
package import StateFiles
package import Supervision

extension DataControl {
    /// How long a reset by the schedule waits for stores that are starting.
    private static let patience = Duration.seconds(10 * 60)

    /// Returns the control of data that a schedule resets.
    /// - Parameters:
    ///   - folder: The folder of the file that outlives the supervisor.
    ///   - logs: The logs in which requests of visitors are looked for.
    package func reset(
        by settings: ResetSettings,
        in zone: ZoneRules,
        folder: OwnedDirectory,
        logs: LogStore,
        _ supervisor: Supervisor
    ) -> DataControl {
        let (plain, visits) = (self, VisitSearch(logs: logs, lines: settings.visits))
        var control = self
        control.resets = ResetScheduler(
            settings,
            in: zone,
            folder: folder,
            ResetScheduler.Surroundings(
                reset: { try await plain.resetOnceReady() },
                lastReset: { await plain.seeder.status().lastResetOfAll },
                findVisit: { await visits.latest(since: $0) },
                publish: { second in
                    let stores = StackStores.availability(await supervisor.report())
                    // Without Redis there are no pages that read it, as while the stack starts.
                    guard case .ready = stores[.redis], let redis = stores.endpoints.redis else { return }
                    do { try await ResetNotice.write(second, to: redis) } catch let error as SeedingError {
                        throw ResetFailure(message: error.message)
                    }
                },
                announce: { await supervisor.announce($1, level: StackChange.Notice.Level($0)) }
            )
        )
        return control
    }

    /// Resets all of the data, once it is loaded and its stores are ready.
    private func resetOnceReady() async throws -> Result<DataOutcome, ControlError> {
        // A store that does not come is left out, as by any reset.
        _ = await TimeLimit.wait(atMost: Self.patience) {
            let changes = seeder.wakeUps()
            if await seeder.status().canBeReset { return }
            for await _ in changes { if await seeder.status().canBeReset { return } }
        }
        try Task.checkCancellation()
        for try await event in perform(.reset(ResetRequest()), operation: nil) {
            switch event {
            case .progress, .waiting: break
            case .finished(let outcome): return .success(outcome)
            case .failed(let error) where error.code == .cancelled: throw CancellationError()
            case .failed(let error): return .failure(error)
            }
        }
        throw CancellationError()
    }
}

extension SupervisorControl {
    /// Resets the data by its schedule, if there is one, until the supervisor exits. Each reset is in the history.
    package func resetBySchedule() async {
        guard let resets = data?.resets else { return }
        await historyBegan.value()
        await resets.run()
    }
}

extension DataStatus {
    /// Whether all stores that will come have come, and hold what they should.
    fileprivate var canBeReset: Bool {
        switch state {
        case .waiting, .working: return false
        case .seeded, .partial, .unseeded, .failed: break
        }
        let stores = firms.flatMap(\.stores).filter { $0.name != StoreName.clamav.rawValue }
        return operation == nil && stores.allSatisfy { $0.state != .pending && $0.state != .working }
    }

    /// When the last firm was reset that was not reset since, in seconds since 1970; nil if one never was.
    fileprivate var lastResetOfAll: Double? {
        let times = firms.compactMap(\.resetAt)
        return times.count == firms.count ? times.min()?.timeIntervalSince1970 : nil
    }
}

extension StackChange.Notice.Level {
    fileprivate init(_ level: StackEvent.Notice.Level) {
        switch level {
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
