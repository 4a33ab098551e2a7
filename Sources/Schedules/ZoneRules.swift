/// A time zone: what its clocks show at each moment.
package struct ZoneRules: Hashable, Sendable {
    /// What clocks show for a time.
    package struct Offset: Hashable, Sendable {
        /// Seconds to the east of UTC.
        package var seconds: Int
        /// Such as `EST`.
        package var abbreviation: String
    }

    /// A moment from which on another offset holds.
    struct Transition: Hashable, Sendable {
        /// Seconds since 1970.
        var at: Int64
        var offset: Offset
    }

    /// The identifier, such as `America/New_York`.
    package let name: String
    /// The offset before the first transition.
    let initial: Offset
    /// In ascending order.
    let transitions: [Transition]
    /// What holds after the last transition; nil: its offset.
    let rule: ZoneRule?

    /// Coordinated Universal Time, which needs no files.
    package static let utc = ZoneRules(
        name: "UTC",
        initial: Offset(seconds: 0, abbreviation: "UTC"),
        transitions: [],
        rule: nil
    )

    /// Returns what clocks show at a moment, in seconds since 1970.
    package func offset(at second: Int64) -> Offset {
        let later = firstTransition { $0.at > second }
        if later == transitions.count, let rule { return rule.offset(at: second) }
        return later == 0 ? initial : transitions[later - 1].offset
    }

    /// Returns the date and time that clocks show at a moment.
    package func local(_ second: Int64) -> CivilTime { CivilTime(seconds: second + Int64(offset(at: second).seconds)) }

    /// Returns the moment at which clocks show a time: the first, if there are two; if they skip it, the moment at which
    /// they are set forward.
    package func second(of time: CivilTime) -> Int64 {
        let clock = time.seconds
        // No offset is larger than a day. Source: RFC 8536.
        let day = CivilTime.secondsPerDay
        var before = offset(at: clock - day)
        for change in changes(from: clock - day, to: clock + day) {
            let candidate = clock - Int64(before.seconds)
            if candidate < change.at { return candidate }
            // Skipped: the new clocks are ahead of it already.
            if clock < change.at + Int64(change.offset.seconds) { return change.at }
            before = change.offset
        }
        return clock - Int64(before.seconds)
    }

    private func changes(from start: Int64, to end: Int64) -> [Transition] {
        var changes = transitions[firstTransition { $0.at > start }...].prefix { $0.at <= end }.map(\.self)
        if let rule {
            let last = transitions.last?.at ?? .min
            changes += rule.transitions(from: start, to: end).filter { $0.at > last }
        }
        return changes
    }

    private func firstTransition(where holds: (Transition) -> Bool) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(transitions[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
