package import FoundationEssentials

/// The resets of the seed data by a schedule: when the next one is, and how the last one ended.
package struct ResetStatus: Hashable, Sendable, Codable {
    package enum Phase: String, Sendable, Codable {
        /// The next reset is too far away to be announced.
        case scheduled
        case announced
        /// A visitor is active.
        case postponed
        case underWay = "under_way"
    }

    package struct Outcome: Hashable, Sendable, Codable {
        /// The time of the schedule.
        package var scheduledFor: Date
        package var endedAt: Date
        package var durationMs: Double?
        /// Why it failed; nil if it succeeded.
        package var problem: String?

        package init(scheduledFor: Date, endedAt: Date, durationMs: Double? = nil, problem: String? = nil) {
            self.scheduledFor = scheduledFor
            self.endedAt = endedAt
            self.durationMs = durationMs
            self.problem = problem
        }
    }

    /// The schedule as it is written.
    package var schedule: String
    /// The identifier of its time zone.
    package var timeZone: String
    package var phase: Phase
    /// When the next reset begins, or began; nil if there is none.
    package var next: Date?
    /// The time of the schedule, which is before `next` if the reset is postponed.
    package var scheduledFor: Date?
    /// The number of resets by the schedule that succeeded, since the stack was first started.
    package var count: Int
    package var last: Outcome?

    package init(schedule: String, timeZone: String, phase: Phase, count: Int = 0) {
        self.schedule = schedule
        self.timeZone = timeZone
        self.phase = phase
        self.count = count
    }

    /// Whether users of the data should know of the next reset now.
    package var isImminent: Bool { phase != .scheduled }
}
