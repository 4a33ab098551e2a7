import FoundationEssentials

/// A moment as a person writes it: `14:02`, `14:02:30.5`, `10m` or `-1h30m` before now, `2024-03-01`,
/// `2024-03-01 14:02`, or RFC 3339. Without a zone it is local time; a clock alone means the last time that it was so.
enum TimeExpression {
    private static let day: Int64 = 86_400

    /// Nanoseconds since 1970; nil where the text is none.
    static func parse(_ text: String, now: Date, utcOffset: Duration) -> Int64? {
        let text = text.trimmed
        let nowNs = Int64(now.timeIntervalSince1970 * 1e9)
        if let ago = duration(text.hasPrefix("-") ? text.dropFirst() : text[...]) { return nowNs - ago }
        let offset = utcOffset.components.seconds
        if let ofDay = clock(text[...]) {
            let local = nowNs / 1_000_000_000 + offset
            var moment = (floorDivide(local, day) * day - offset) * 1_000_000_000 + ofDay
            if moment > nowNs { moment -= day * 1_000_000_000 }
            return moment
        }
        return dated(text, offset: offset)
    }

    /// `90s`, `10m`, `1h30m`, `2d`: nanoseconds.
    static func duration(_ text: Substring) -> Int64? {
        var total: Int64 = 0
        var number: Int64?
        guard !text.isEmpty else { return nil }
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                number = (number ?? 0) * 10 + Int64(digit)
                guard number ?? 0 < 100_000_000 else { return nil }
            } else {
                guard let amount = number else { return nil }
                switch character {
                case "s": total += amount
                case "m": total += amount * 60
                case "h": total += amount * 3600
                case "d": total += amount * day
                default: return nil
                }
                guard total < 9_000_000_000 else { return nil }
                number = nil
            }
        }
        return number == nil ? total * 1_000_000_000 : nil
    }

    /// `14:02`, `14:02:30`, `14:02:30.113`: nanoseconds of the day.
    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hour = number(parts[0], below: 24),
            let minute = number(parts[1], below: 60)
        else { return nil }
        var nanoseconds = (hour * 3600 + minute * 60) * 1_000_000_000
        guard parts.count == 3 else { return nanoseconds }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let second = number(seconds[0], below: 61) else { return nil }
        nanoseconds += second * 1_000_000_000
        if seconds.count == 2 {
            let digits = seconds[1]
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isWholeNumber }),
                let rest = Int64(String(digits.prefix(9)) + String(repeating: "0", count: max(0, 9 - digits.count)))
            else { return nil }
            nanoseconds += rest
        }
        return nanoseconds
    }

    /// A date, a `T` or a space, a clock, and `Z` or `+hh:mm`; all but the date may be missing.
    private static func dated(_ text: String, offset: Int64) -> Int64? {
        let date = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard text.count >= 10, date.count == 3, date[0].count == 4, let year = number(date[0], below: 2200),
            year >= 1970,
            let month = number(date[1], below: 13), month > 0, let dayOfMonth = number(date[2], below: 32),
            dayOfMonth > 0
        else { return nil }
        var rest = text.dropFirst(10)
        var zone = offset
        var ofDay: Int64 = 0
        if let separator = rest.popFirst() {
            guard separator == "T" || separator == "t" || separator == " " else { return nil }
            if rest.hasSuffix("Z") || rest.hasSuffix("z") {
                zone = 0
                rest.removeLast()
            } else if let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) {
                guard let away = clock(rest[rest.index(after: sign)...]) else { return nil }
                zone = away / 1_000_000_000 * (rest[sign] == "-" ? -1 : 1)
                rest = rest[..<sign]
            }
            guard let parsed = clock(rest) else { return nil }
            ofDay = parsed
        }
        return (days(year, month, dayOfMonth) * day - zone) * 1_000_000_000 + ofDay
    }

    /// Days from 1970-01-01 on, in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func number(_ text: Substring, below limit: Int64) -> Int64? {
        guard (1...4).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isWholeNumber }),
            let value = Int64(text), value < limit
        else { return nil }
        return value
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        (value - ((value % by) + by) % by) / by
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
