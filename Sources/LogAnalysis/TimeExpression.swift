import Glibc

/// A point in time as the user writes it, absolute or relative to now.
///
///     10m  -10m  1h30m  2d  90s  10m ago       before now
///     2026-03-16T14:00:00Z                     RFC 3339, with any fraction and any offset
///     2026-03-16T14:00  2026-03-16 14:00:05    without an offset: local time
///     2026-03-16  14:00  today  yesterday  today 14:00  yesterday 23:30
///     @1773669600                              seconds since 1970
///     now
package struct TimeExpression: Sendable, Hashable {
    /// The time zone of local times.
    package enum Zone: Sendable, Hashable {
        /// The system's time zone (tzset(3)).
        case local
        /// Seconds east of UTC.
        case offset(Int)
    }

    private static let hint = "write 10m, 14:00, yesterday 14:00 or 2026-03-16T14:00:00Z"
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86400e9), ("w", 604800e9),
    ]

    /// The expression as the user wrote it.
    package let text: String
    /// The point in time: nanoseconds since 1970.
    package let nanoseconds: Int64

    /// - Parameters:
    ///   - now: the reference for relative times and "today": nanoseconds since 1970.
    ///   - zone: the zone of times without an offset.
    /// - Throws: a syntax error with its offset.
    package init(_ text: String, now: Int64, in zone: Zone = .local) throws(FilterError) {
        self.text = text
        var reader = Reader(text)
        reader.skipSpaces()
        guard !reader.isAtEnd else { throw FilterError(text, at: 0, "missing time", hint: Self.hint) }
        let moment =
            Self.fixed(&reader, now: now) ?? Self.duration(&reader, now: now)
            ?? Self.dayAndTime(&reader, now: now, zone)
        reader.skipSpaces()
        guard let moment, reader.isAtEnd else {
            throw FilterError(text, at: reader.furthest, "invalid time", hint: Self.hint)
        }
        nanoseconds = moment
    }

    /// `now` and `@seconds`.
    private static func fixed(_ reader: inout Reader, now: Int64) -> Int64? {
        if reader.take("now") { return now }
        return reader.attempt { reader in
            guard reader.take("@"), let seconds = reader.number() else { return nil }
            return Int64(exactly: (seconds * 1e9).rounded())
        }
    }

    private static func duration(_ reader: inout Reader, now: Int64) -> Int64? {
        reader.attempt { reader in
            var sum = 0.0
            var parts = 0
            _ = reader.take("-")
            while let number = reader.number() {
                // The longest match wins, since `m` is a prefix of `ms`.
                let unit = units.filter { reader.startsWith($0.name) }.max { $0.name.count < $1.name.count }
                guard let unit, reader.take(unit.name) else { return nil }
                sum += number * unit.nanoseconds
                parts += 1
            }
            guard parts > 0, let nanoseconds = Int64(exactly: sum.rounded()) else { return nil }
            reader.skipSpaces()
            _ = reader.take("ago")
            return now.subtractingReportingOverflow(nanoseconds).partialValue
        }
    }

    private static func dayAndTime(_ reader: inout Reader, now: Int64, _ zone: Zone) -> Int64? {
        var time = zone.time(now)
        (time.tm_hour, time.tm_min, time.tm_sec) = (0, 0, 0)
        // mktime(3) determines whether daylight saving time applies.
        time.tm_isdst = -1
        var hasDay = true
        if reader.take("yesterday") {
            time.tm_mday -= 1
        } else if let date = reader.attempt({ $0.date() }) {
            (time.tm_year, time.tm_mon, time.tm_mday) = (date.year - 1900, date.month - 1, date.day)
        } else {
            hasDay = reader.take("today")
        }
        let isSeparated = hasDay && (reader.take("T") || reader.take("t") || reader.skipSpaces())
        guard !hasDay || isSeparated, let clock = reader.attempt({ $0.clock() }) else {
            return hasDay && !isSeparated ? nanoseconds(zone.seconds(&time)) : nil
        }
        (time.tm_hour, time.tm_min, time.tm_sec) = (clock.hour, clock.minute, clock.second)
        guard hasDay, let offset = reader.attempt({ $0.offset() }) else {
            return nanoseconds(zone.seconds(&time), clock.fraction)
        }
        return nanoseconds(timegm(&time) - offset, clock.fraction)
    }

    private static func nanoseconds(_ seconds: Int, _ fraction: Int64 = 0) -> Int64? {
        let (product, overflows) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflows ? nil : product + fraction
    }
}

extension TimeExpression.Zone {
    /// The local date and time at a point in time.
    fileprivate func time(_ nanoseconds: Int64) -> tm {
        var seconds = time_t(nanoseconds / 1_000_000_000)
        var result = tm()
        switch self {
        case .local: localtime_r(&seconds, &result)
        case .offset(let offset):
            seconds += offset
            gmtime_r(&seconds, &result)
        }
        return result
    }

    /// Seconds since 1970 at a local date and time, whose fields are normalized.
    fileprivate func seconds(_ time: inout tm) -> Int {
        switch self {
        case .local: mktime(&time)
        case .offset(let offset): timegm(&time) - offset
        }
    }
}

/// A parser for the parts of a time expression.
private struct Reader {
    private let bytes: [UInt8]
    private var position = 0
    /// The furthest byte offset that any attempt reached.
    private(set) var furthest = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    func startsWith(_ word: String) -> Bool { bytes[position...].starts(with: word.utf8) }

    mutating func take(_ word: String) -> Bool {
        guard startsWith(word) else { return false }
        advance(word.utf8.count)
        return true
    }

    @discardableResult
    mutating func skipSpaces() -> Bool {
        let start = position
        while !isAtEnd, bytes[position] == UInt8(ascii: " ") { advance(1) }
        return position > start
    }

    /// Returns the result of `body`, and restores the position if that is nil.
    mutating func attempt<Value>(_ body: (inout Reader) -> Value?) -> Value? {
        let start = position
        if let value = body(&self) { return value }
        position = start
        return nil
    }

    private mutating func advance(_ count: Int) {
        position += count
        furthest = max(furthest, position)
    }

    private mutating func digits(atMost limit: Int) -> Substring.UTF8View? {
        let run = bytes[position...].prefix(limit).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !run.isEmpty else { return nil }
        advance(run.count)
        return Substring(decoding: run, as: UTF8.self).utf8
    }

    private mutating func integer(digits count: Int, _ range: ClosedRange<Int>) -> Int? {
        guard let run = digits(atMost: count), run.count == count, let value = Int(Substring(run)) else { return nil }
        return range.contains(value) ? value : nil
    }

    /// `90` or `1.5`.
    mutating func number() -> Double? {
        attempt { reader in
            guard let whole = reader.digits(atMost: 18) else { return nil }
            guard reader.startsWith("."), let fraction = reader.attempt({ $0.take(".") ? $0.digits(atMost: 9) : nil })
            else { return Double(Substring(whole)) }
            return Double("\(Substring(whole)).\(Substring(fraction))")
        }
    }

    mutating func date() -> (year: Int32, month: Int32, day: Int32)? {
        guard let year = integer(digits: 4, 1970...2261), take("-"), let month = integer(digits: 2, 1...12), take("-"),
            let day = integer(digits: 2, 1...31)
        else { return nil }
        // mktime(3) would normalize 30 February to 1 or 2 March.
        guard day <= Self.days(inMonth: month, of: year) else { return nil }
        return (Int32(year), Int32(month), Int32(day))
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `14:00`, `14:00:05`, `14:00:05.123`, with the fraction in nanoseconds.
    mutating func clock() -> (hour: Int32, minute: Int32, second: Int32, fraction: Int64)? {
        guard let hour = integer(digits: 2, 0...23), take(":"), let minute = integer(digits: 2, 0...59) else {
            return nil
        }
        guard take(":") else { return (Int32(hour), Int32(minute), 0, 0) }
        guard let second = integer(digits: 2, 0...60) else { return nil }
        var fraction: Int64 = 0
        if take(".") {
            guard let digits = digits(atMost: 9) else { return nil }
            fraction = Int64(Substring(digits) + String(repeating: "0", count: 9 - digits.count)) ?? 0
        }
        return (Int32(hour), Int32(minute), Int32(second), fraction)
    }

    /// The seconds of `Z`, `+01:00` or `-0730`.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : -1
        guard sign == 1 || take("-"), let hours = integer(digits: 2, 0...23) else { return nil }
        _ = take(":")
        guard let minutes = integer(digits: 2, 0...59) else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
