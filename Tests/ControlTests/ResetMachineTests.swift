import ComposeModel
import ControlAPI
import Schedules
import Testing

@testable import StackService

/// When the data is reset by a schedule, whatever visitors and supervisors do.
@Suite struct ResetMachineTests {
    /// 2026-12-01 04:00 UTC, a time of the schedule.
    private static let four = CivilTime(2026, 12, 1, 4).seconds
    private static let day: Int64 = 86_400

    private func settings(_ schedule: String = "0 4 * * *", watchesVisits: Bool = true) throws -> ResetSettings {
        var settings = ResetSettings(try Schedule(schedule))
        if watchesVisits { settings.visits = [ResetSettings.VisitLine(service: "web", text: "GET")] }
        return settings
    }

    /// A machine of a stack that was started an hour before the first reset.
    private func started(_ settings: ResetSettings) -> ResetMachine {
        var machine = ResetMachine(settings, in: .utc, record: nil, at: Self.four - 3600)
        #expect(machine.begin(at: Self.four - 3600, lastReset: nil) == [.store])
        return machine
    }

    /// A machine whose reset is due.
    private func due(_ settings: ResetSettings) -> ResetMachine {
        var machine = started(settings)
        _ = machine.timeCame(at: Self.four - 300)
        return machine
    }

    @Test func aResetIsAnnouncedAndThenHappens() throws {
        var machine = started(try settings())
        #expect(machine.wakeAt == Self.four - 300)
        #expect(machine.timeCame(at: Self.four - 301) == [])
        let due = ResetMachine.Due(scheduled: Self.four, at: Self.four)
        #expect(machine.timeCame(at: Self.four - 300) == [.tell(.announced(due)), .publish(Self.four)])
        #expect(machine.wakeAt == Self.four)
        #expect(machine.timeCame(at: Self.four - 1) == [])
        #expect(machine.timeCame(at: Self.four) == [.findVisit(since: Self.four - 600)])
        #expect(machine.visitFound(nil, at: Self.four) == [.store, .reset])
        #expect(machine.record.begun?.scheduled == Self.four && machine.wakeAt == nil)
        let actions = machine.ended(.success(400), at: Double(Self.four) + 0.4)
        let ended = ResetRecord.Ended(scheduled: Self.four, at: Double(Self.four) + 0.4, durationMs: 400)
        #expect(actions == [.store, .tell(.ended(ended, next: Self.four + Self.day)), .publish(nil)])
        #expect(machine.record.begun == nil && machine.record.count == 1)
        #expect(machine.wakeAt == Self.four + Self.day - 300)
    }

    @Test func withoutVisitsToWatchNothingIsLookedFor() throws {
        var machine = due(try settings(watchesVisits: false))
        #expect(machine.timeCame(at: Self.four) == [.store, .reset])
    }

    @Test func aScheduleThatIsFasterThanItsAnnouncementIsAnnouncedAtOnce() throws {
        var machine = ResetMachine(try settings("@every 10s"), in: .utc, record: nil, at: 100)
        _ = machine.begin(at: 101, lastReset: nil)
        #expect(machine.timeCame(at: 101).last == .publish(110))
        _ = machine.timeCame(at: 110)
        _ = machine.visitFound(nil, at: 110)
        // What the schedule had while the reset ran is not made up for.
        #expect(machine.ended(.success(25_000), at: 135).contains(.publish(nil)))
        #expect(machine.timeCame(at: 135).last == .publish(140))
    }

    @Test func aVisitorPostponesAResetUntilTheLimit() throws {
        var machine = due(try settings())
        _ = machine.timeCame(at: Self.four)
        let later = ResetMachine.Due(scheduled: Self.four, at: Self.four + 570)
        let actions = machine.visitFound(Self.four - 30, at: Self.four)
        #expect(actions == [.tell(.postponed(later, latest: Self.four + 3600)), .publish(later.at)])
        #expect(machine.wakeAt == later.at)
        // The visitor goes on, and never stops.
        var now = later.at
        var count = 0
        while now < Self.four + 3600 {
            #expect(machine.timeCame(at: now) == [.findVisit(since: now - 600)])
            _ = machine.visitFound(now - 1, at: now)
            now = try #require(machine.wakeAt)
            count += 1
        }
        #expect(now == Self.four + 3600 && count == 6)
        _ = machine.timeCame(at: now)
        #expect(machine.visitFound(now - 1, at: now) == [.store, .reset])
    }

    @Test func aVisitorWhoLeftPostponesNothing() throws {
        var machine = due(try settings())
        _ = machine.timeCame(at: Self.four)
        #expect(machine.visitFound(Self.four - 600, at: Self.four) == [.store, .reset])
    }

    @Test func aFailureIsSaidAndTheNextResetComes() throws {
        var machine = due(try settings(watchesVisits: false))
        _ = machine.timeCame(at: Self.four)
        _ = machine.ended(.failure(ResetFailure(message: "no room")), at: Double(Self.four) + 1)
        #expect(machine.record.last?.problem == "no room" && machine.record.count == 0)
        #expect(machine.wakeAt == Self.four + Self.day - 300)
        #expect(machine.status.last?.problem == "no room")
    }

    // MARK: Supervisors that end

    /// The actions of a new supervisor over the record of an earlier one.
    private func restart(
        _ record: ResetRecord,
        at now: Int64,
        lastReset: Double? = nil
    ) throws -> ([ResetMachine.Action], ResetMachine) {
        var machine = ResetMachine(try settings(), in: .utc, record: record, at: now)
        return (machine.begin(at: now, lastReset: lastReset), machine)
    }

    @Test func aResetThatIsDoneIsNotRepeated() throws {
        let record = ResetRecord(handledUntil: Self.four)
        let (actions, machine) = try restart(record, at: Self.four + 5)
        #expect(actions == [.store])
        #expect(machine.wakeAt == Self.four + Self.day - 300)
    }

    @Test func aMissedResetHappensOnceAndAtOnce() throws {
        let record = ResetRecord(handledUntil: Self.four - 3 * Self.day)
        let (actions, restarted) = try restart(record, at: Self.four + 3600)
        var machine = restarted
        #expect(actions == [.store, .tell(.late(scheduled: Self.four))])
        #expect(machine.wakeAt == Self.four + 3600)
        _ = machine.timeCame(at: Self.four + 3601)
        #expect(machine.visitFound(nil, at: Self.four + 3601) == [.store, .reset])
        _ = machine.ended(.success(1), at: Double(Self.four) + 3602)
        #expect(machine.wakeAt == Self.four + Self.day - 300)
    }

    @Test func aResetThatWasMissedByTooMuchIsLeftOut() throws {
        let record = ResetRecord(handledUntil: Self.four - Self.day)
        let (actions, machine) = try restart(record, at: Self.four + 3601)
        #expect(actions == [.store, .tell(.skipped(scheduled: Self.four, next: Self.four + Self.day))])
        #expect(machine.record.handledUntil == Self.four + 3601)
    }

    @Test func aPostponedResetStaysPostponedAcrossARestart() throws {
        var machine = due(try settings())
        _ = machine.timeCame(at: Self.four)
        _ = machine.visitFound(Self.four - 30, at: Self.four)
        var next = try restart(machine.record, at: Self.four + 100).1
        _ = next.timeCame(at: Self.four + 100)
        let later = ResetMachine.Due(scheduled: Self.four, at: Self.four + 650)
        #expect(
            next.visitFound(Self.four + 50, at: Self.four + 100).first
                == .tell(.postponed(later, latest: Self.four + 3600))
        )
    }

    @Test func aResetThatWasCutOffIsRepeatedUnlessTheDataSaysThatItEnded() throws {
        var machine = due(try settings(watchesVisits: false))
        _ = machine.timeCame(at: Self.four)
        let (again, _) = try restart(machine.record, at: Self.four + 9, lastReset: Double(Self.four) - 1)
        #expect(again.contains(.tell(.late(scheduled: Self.four))))
        let (over, next) = try restart(machine.record, at: Self.four + 9, lastReset: Double(Self.four) + 1)
        #expect(over == [.tell(.hadEnded(scheduled: Self.four)), .store])
        #expect(next.record.count == 1 && next.wakeAt == Self.four + Self.day - 300)
    }

    @Test func aClockThatIsSetBackRepeatsNothing() throws {
        let (_, machine) = try restart(ResetRecord(handledUntil: Self.four + 1), at: Self.four - 1800)
        #expect(machine.wakeAt == Self.four + Self.day - 300)
    }

    @Test func aClockThatWasFarInTheFutureIsForgotten() throws {
        let (_, machine) = try restart(ResetRecord(handledUntil: Self.four + 400 * Self.day), at: Self.four - 1800)
        #expect(machine.wakeAt == Self.four - 300)
    }

    @Test func aMachineThatSleptForTooLongLeavesTheResetOut() throws {
        var machine = due(try settings())
        let actions = machine.timeCame(at: Self.four + 7200)
        #expect(actions.contains(.tell(.skipped(scheduled: Self.four, next: Self.four + Self.day))))
        #expect(actions.first == .publish(nil))
    }

    // MARK: Words

    @Test func usersReadTheZonesTimes() throws {
        var settings = try settings()
        settings.visits = []
        let machine = ResetMachine(settings, in: .utc, record: nil, at: Self.four)
        let due = ResetMachine.Due(scheduled: Self.four, at: Self.four + 570)
        let ended = ResetRecord.Ended(scheduled: Self.four, at: Double(Self.four) + 1, durationMs: 412)
        #expect(machine.words(.announced(due)) == "the seed data will be reset at 04:09:30 UTC, as scheduled")
        #expect(
            machine.words(.postponed(due, latest: Self.four + 3600))
                == "a visitor is active: the reset of 04:00 UTC waits until 04:09:30 UTC, at the latest until 05:00 UTC"
        )
        #expect(
            machine.words(.ended(ended, next: Self.four + Self.day))
                == "the seed data was reset, as scheduled for 04:00 UTC, in 0.41 s; the next reset is on 2026-12-02 04:00 UTC"
        )
        #expect(
            machine.words(.skipped(scheduled: Self.four, next: nil))
                == "the reset of 2026-12-01 04:00 UTC was missed by too long to do it now"
        )
    }
}
