import ComposeModel
import Schedules

/// Decides when the seed data is reset by a schedule. Pure: no clock, no I/O. Times are seconds since 1970.
///
///     waiting ──▶ announced ──────────▶ resetting ──▶ waiting
///                     │                    ▲
///                     └──▶ postponed ──────┘
///                            │   ▲
///                            └───┘ while a visitor is active
struct ResetMachine: Sendable {
    /// A reset that is near.
    struct Due: Hashable, Sendable {
        /// The time of the schedule.
        var scheduled: Int64
        /// The time at which it begins unless a visitor is active then.
        var at: Int64
    }

    enum State: Hashable, Sendable {
        /// Entered at the start and after each reset. Goes to `announced` some time before the next one; stays if there is
        /// none.
        case waiting(next: Int64?)
        /// Users know of the reset. Goes to `resetting` or `postponed` when it is due.
        case announced(Due)
        /// A visitor was active when it was due. Goes to `resetting`, or waits for that visitor again.
        case postponed(Due)
        /// Goes to `waiting` when the reset has succeeded or failed.
        case resetting(Due)
    }

    /// Something that users are told.
    enum News: Hashable, Sendable {
        case announced(Due)
        /// A reset waits for a visitor, at the latest until a time.
        case postponed(Due, latest: Int64)
        /// A reset that was missed while no supervisor ran happens now.
        case late(scheduled: Int64)
        /// A reset was missed by too much.
        case skipped(scheduled: Int64, next: Int64?)
        /// A killed supervisor had finished it.
        case hadEnded(scheduled: Int64)
        case ended(ResetRecord.Ended, next: Int64?)
    }

    enum Action: Hashable, Sendable {
        /// Writes ``record``.
        case store
        case tell(News)
        /// Lets the stack's pages say when the reset is; nil: that there is none.
        case publish(Int64?)
        /// Looks for the last request of a visitor; ``visitFound(_:at:)`` is the answer.
        case findVisit(since: Int64)
        /// Resets the data; ``ended(_:at:)`` is the answer.
        case reset
    }

    /// How far a clock may be set back before what was done in its future no longer counts.
    private static let clockTolerance: Int64 = 3600
    /// How late a waking may be on a busy machine, whatever ``ResetSettings/catchUp`` is.
    private static let wakingTolerance: Int64 = 60

    let settings: ResetSettings
    let zone: ZoneRules
    private(set) var record: ResetRecord
    private(set) var state = State.waiting(next: nil)

    /// - Parameter record: What an earlier supervisor left; nil for a new stack, which has missed nothing.
    init(_ settings: ResetSettings, in zone: ZoneRules, record: ResetRecord?, at now: Int64) {
        self.settings = settings
        self.zone = zone
        self.record = record ?? ResetRecord(handledUntil: now)
        if self.record.handledUntil > now + Self.clockTolerance { self.record.handledUntil = now }
    }

    /// The time at which to call ``timeCame(at:)``; nil while there is nothing to wait for.
    var wakeAt: Int64? {
        switch state {
        case .waiting(let next): next.map { $0 - seconds(settings.announce) }
        case .announced(let due), .postponed(let due): due.at
        case .resetting: nil
        }
    }

    // MARK: Events

    /// The supervisor has started.
    /// - Parameter lastReset: When all of the data was last reset, as the data itself says.
    mutating func begin(at now: Int64, lastReset: Double?) -> [Action] {
        var actions: [Action] = []
        if let begun = record.begun {
            record.begun = nil
            // The record is written after the data: a supervisor may have been killed between.
            if let lastReset, lastReset >= begun.at {
                record.last = ResetRecord.Ended(scheduled: begun.scheduled, at: lastReset)
                record.count += 1
                record.handledUntil = max(begun.scheduled, Int64(lastReset))
                actions.append(.tell(.hadEnded(scheduled: begun.scheduled)))
            }
        }
        if let missed = settings.schedule.last(after: record.handledUntil, through: now, in: zone) {
            guard now - missed <= seconds(settings.catchUp) else { return actions + skip(missed, at: now) }
            // Nobody used what did not run, so there is nobody to tell ahead.
            state = .announced(Due(scheduled: missed, at: now))
            return actions + [.store, .tell(.late(scheduled: missed))]
        }
        wait(from: now)
        return actions + [.store]
    }

    /// The time ``wakeAt`` may have come.
    mutating func timeCame(at now: Int64) -> [Action] {
        switch state {
        case .waiting(let next):
            guard let next, let wakeAt, now >= wakeAt else { return [] }
            let due = Due(scheduled: next, at: next)
            state = .announced(due)
            return [.tell(.announced(due)), .publish(due.at)] + timeCame(at: now)
        case .announced(let due), .postponed(let due):
            guard now >= due.at else { return [] }
            // As after the machine was suspended.
            guard now - due.at <= max(seconds(settings.catchUp), Self.wakingTolerance) else {
                return [.publish(nil)] + skip(due.scheduled, at: now)
            }
            return settings.visits.isEmpty
                ? reset(due, at: now) : [.findVisit(since: now - seconds(settings.activeFor))]
        case .resetting: return []
        }
    }

    /// The search for visitors is over.
    /// - Parameter latest: The time of the last request; nil if there was none.
    mutating func visitFound(_ latest: Int64?, at now: Int64) -> [Action] {
        switch state {
        case .announced(let due), .postponed(let due):
            let limit = due.scheduled + seconds(settings.postponeUpTo)
            guard let latest, latest + seconds(settings.activeFor) > now, now < limit else {
                return reset(due, at: now)
            }
            let later = Due(scheduled: due.scheduled, at: min(latest + seconds(settings.activeFor), limit))
            state = .postponed(later)
            return [.tell(.postponed(later, latest: limit)), .publish(later.at)]
        case .waiting, .resetting: return []
        }
    }

    /// The reset has ended.
    /// - Parameters:
    ///   - outcome: How long it took, in milliseconds, or why it failed.
    ///   - now: With fractions of a second.
    mutating func ended(_ outcome: Result<Double, ResetFailure>, at now: Double) -> [Action] {
        guard case .resetting(let due) = state else { return [] }
        var ended = ResetRecord.Ended(scheduled: due.scheduled, at: now)
        switch outcome {
        case .success(let durationMs):
            ended.durationMs = durationMs
            record.count += 1
        case .failure(let failure): ended.problem = failure.message
        }
        record.begun = nil
        record.last = ended
        record.handledUntil = max(due.scheduled, Int64(now))
        wait(from: Int64(now))
        return [.store, .tell(.ended(ended, next: next)), .publish(nil)]
    }

    // MARK: Transitions

    private mutating func reset(_ due: Due, at now: Int64) -> [Action] {
        state = .resetting(due)
        record.begun = ResetRecord.Begun(scheduled: due.scheduled, at: Double(now))
        return [.store, .reset]
    }

    private mutating func skip(_ scheduled: Int64, at now: Int64) -> [Action] {
        record.handledUntil = max(scheduled, now)
        wait(from: now)
        return [.store, .tell(.skipped(scheduled: scheduled, next: next))]
    }

    private mutating func wait(from now: Int64) {
        // A clock that was set back shows times again whose reset is done.
        state = .waiting(next: settings.schedule.next(after: max(now, record.handledUntil), in: zone))
    }

    private var next: Int64? {
        if case .waiting(let next) = state { next } else { nil }
    }

    private func seconds(_ duration: Duration) -> Int64 { duration.components.seconds }
}

/// Why a reset by the schedule failed.
struct ResetFailure: Error, Hashable {
    var message: String
}
