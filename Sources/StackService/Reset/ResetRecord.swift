/// What outlives the supervisor of the resets by a schedule. Times are seconds since 1970.
struct ResetRecord: Codable, Hashable, Sendable {
    /// A reset that was begun and has not ended.
    struct Begun: Codable, Hashable, Sendable {
        var scheduled: Int64
        var at: Double
    }

    /// A reset that has ended.
    struct Ended: Codable, Hashable, Sendable {
        var scheduled: Int64
        var at: Double
        var durationMs: Double?
        var problem: String?
    }

    /// Whatever the schedule has up to this time is done, or not wanted.
    var handledUntil: Int64
    var begun: Begun?
    var last: Ended?
    /// The resets that succeeded.
    var count = 0

    init(handledUntil: Int64) { self.handledUntil = handledUntil }
}
