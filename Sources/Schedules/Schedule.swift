/// When something happens again and again: a cron line, one of its short forms, or `@every` with an interval.
package struct Schedule: Hashable, Sendable {
    private enum Rule: Hashable, Sendable {
        case cron(CronLine)
        /// At multiples of an interval in seconds since 1970, so that a restart does not shift them.
        case every(Int64)
    }

    private static let shortForms = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let everyForm = "@every"
    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    private static let longestInterval: Int64 = 366 * 86_400

    /// As it is written.
    package let text: String
    private let rule: Rule

    /// - Throws: ``ScheduleProblem`` that names the field that is wrong.
    package init(_ text: String) throws(ScheduleProblem) {
        self.text = text
        guard text.hasPrefix("@") else {
            rule = .cron(try CronLine(text))
            return
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        if words.count == 2, words[0] == Self.everyForm {
            rule = .every(try Self.interval(words[1]))
        } else if words.count == 1, let line = Self.shortForms[words[0].lowercased()] {
            rule = .cron(try CronLine(line))
        } else {
            let forms = Self.shortForms.keys.sorted().joined(separator: ", ")
            throw ScheduleProblem(
                "unknown schedule '\(text.prefix(40))'",
                hint: "write a cron line, @every 6h, or one of \(forms)"
            )
        }
    }

    /// Returns the next time; nil if there is none within 40 years.
    /// - Parameters:
    ///   - second: Seconds since 1970.
    ///   - zone: The time zone of a cron line.
    package func next(after second: Int64, in zone: ZoneRules) -> Int64? {
        switch rule {
        case .cron(let line): line.next(after: second, in: zone)
        case .every(let interval): second - second % interval + interval
        }
    }

    /// Returns the latest time in a period; nil if the schedule has none in it.
    package func last(after start: Int64, through end: Int64, in zone: ZoneRules) -> Int64? {
        guard start < end else { return nil }
        if case .every(let interval) = rule {
            let latest = end - end % interval
            return latest > start ? latest : nil
        }
        // Nobody steps through every minute of a long period.
        for hours in [2, 49, 32 * 24, 367 * 24, 41 * 366 * 24] as [Int64] {
            let from = max(start, end - hours * 3600)
            var latest: Int64?
            var second = from
            while let next = next(after: second, in: zone), next <= end { (latest, second) = (next, next) }
            if latest != nil || from == start { return latest }
        }
        return nil
    }

    private static func interval(_ text: Substring) throws(ScheduleProblem) -> Int64 {
        var rest = text
        var seconds: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            guard let number = Int64(digits), number <= longestInterval,
                let unit = rest.popFirst().flatMap({ units[$0] })
            else {
                throw ScheduleProblem(
                    "'\(text.prefix(40))' is not an interval",
                    hint: "write it like '@every 6h' or '@every 30s'"
                )
            }
            seconds += number * unit
        }
        guard (1...longestInterval).contains(seconds) else {
            throw ScheduleProblem("the interval '\(text.prefix(40))' is not between 1 s and a year")
        }
        return seconds
    }
}
