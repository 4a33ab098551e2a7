import ComposeModel
import ControlAPI
import Foundations
import Schedules
import StateFiles
import Synchronization
import TestSupport
import Testing

@testable import StackService

/// The scheduler of resets with a clock that tests move.
@Suite struct ResetSchedulerTests {
    /// What a scheduler does, and what it finds.
    private final class World: Sendable {
        struct State {
            var resets: [Int64] = []
            var lines: [String] = []
            var published: [Int64?] = []
            var visitNs: Int64?
            var failure: ControlError?
            /// Whether the supervisor exits during the next reset.
            var isKilled = false
        }

        /// 2026-12-01 03:50 UTC.
        static let start = CivilTime(2026, 12, 1, 3, 50).seconds
        let clock = ManualClock()
        let state = Mutex(State())
        let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        var nowNs: Int64 { Self.start * 1_000_000_000 + clock.now.sinceStart.wholeNanoseconds }

        func scheduler(_ schedule: String = "0 4 * * *") throws -> ResetScheduler {
            var settings = ResetSettings(try Schedule(schedule))
            settings.visits = [ResetSettings.VisitLine(service: "web", text: "GET")]
            var surroundings = ResetScheduler.Surroundings(
                reset: { [self] in
                    try state.withLock { state throws -> Result<DataOutcome, ControlError> in
                        state.resets.append(nowNs / 1_000_000_000)
                        if state.isKilled { throw CancellationError() }
                        if let failure = state.failure { return .failure(failure) }
                        return .success(DataOutcome(kind: .reset, durationMs: 5, parts: []))
                    }
                },
                lastReset: { nil },
                findVisit: { [self] since in state.withLock { $0.visitNs.flatMap { $0 >= since ? $0 : nil } } },
                publish: { [self] second in state.withLock { $0.published.append(second) } },
                announce: { [self] level, line in state.withLock { $0.lines.append("\(level): \(line)") } }
            )
            surroundings.now = { [self] in nowNs }
            surroundings.sleep = { [clock] in try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
            return ResetScheduler(
                settings,
                in: .utc,
                folder: try OwnedDirectory(path: folder.path),
                surroundings
            )
        }

        /// Runs a scheduler until the clock has been moved to so many wakings.
        func run(_ scheduler: ResetScheduler, wakings: Int) async {
            let task = OwnedTask { await scheduler.run() }
            for _ in 0..<wakings { _ = await clock.advanceToNextWaking() }
            // The sleep after the last one.
            await clock.waitForSleep()
            task.cancel()
            await task.value
        }
    }

    @Test func aResetIsAnnouncedDoneAndRecorded() async throws {
        let world = try World()
        let scheduler = try world.scheduler()
        await world.run(scheduler, wakings: 2)
        let four = CivilTime(2026, 12, 1, 4).seconds
        world.state.withLock { state in
            #expect(state.resets == [four])
            #expect(state.published == [four, nil])
            #expect(state.lines.first == "warning: the seed data will be reset at 04:00 UTC, as scheduled")
            #expect(state.lines.count == 2 && state.lines[1].hasPrefix("info: the seed data was reset"))
        }
        let status = await scheduler.status
        #expect(status.count == 1 && status.phase == .scheduled && status.last?.durationMs == 5)
        // The next supervisor starts in the same minute, and neither repeats the reset nor forgets the last one.
        let next = try world.scheduler()
        await world.run(next, wakings: 0)
        #expect(world.state.withLock { $0.resets.count } == 1)
        #expect(await next.status.last == status.last)
    }

    @Test func aVisitorPostpones() async throws {
        let world = try World()
        let four = CivilTime(2026, 12, 1, 4).seconds
        world.state.withLock { $0.visitNs = (four - 60) * 1_000_000_000 }
        await world.run(try world.scheduler(), wakings: 3)
        world.state.withLock { state in
            #expect(state.resets == [four + 540])
            #expect(state.published == [four, four + 540, nil])
        }
    }

    @Test func aFailureIsAnError() async throws {
        let world = try World()
        world.state.withLock { $0.failure = ControlError(.storeFailed, "Redis: no room") }
        let scheduler = try world.scheduler()
        await world.run(scheduler, wakings: 2)
        #expect(world.state.withLock { $0.lines[1].hasPrefix("error: the reset of 04:00 UTC failed: Redis: no room") })
        #expect(await scheduler.status.last?.problem == "Redis: no room")
    }

    @Test func aSupervisorThatExitsDuringAResetLeavesItToTheNext() async throws {
        let world = try World()
        world.state.withLock { $0.isKilled = true }
        let first = try world.scheduler()
        let task = OwnedTask { await first.run() }
        for _ in 0..<2 { _ = await world.clock.advanceToNextWaking() }
        await task.value
        world.state.withLock { $0.isKilled = false }
        let next = try world.scheduler()
        await world.run(next, wakings: 0)
        #expect(world.state.withLock { $0.resets.count } == 2)
        #expect(world.state.withLock { $0.lines }.contains { $0.contains("was missed while the stack was down") })
        #expect(await next.status.count == 1)
    }

    @Test func aDamagedRecordCountsAsNone() async throws {
        let world = try World()
        try OwnedDirectory(path: world.folder.path).replace("resets.json", with: Array("{".utf8))
        await world.run(try world.scheduler(), wakings: 0)
        #expect(world.state.withLock { $0.resets } == [])
    }
}
