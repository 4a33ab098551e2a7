/// Parses the times in log lines.
enum LineTime {
    /// Nanoseconds since 1970 of a time in RFC 3339 or a variant of it (a blank for `T`, a comma for the point, UTC without an
    /// offset), or of a number since 1970 whose magnitude implies its unit, from seconds to nanoseconds.
    static func nanoseconds(_ bytes: Bytes) -> Int64? {
        guard bytes.count >= 9, bytes.count <= 40, bytes[0].isDigit else { return nil }
        return bytes[4].isDigit ? sinceEpoch(bytes) : calendar(bytes)
    }

    private static func sinceEpoch(_ bytes: Bytes) -> Int64? {
        guard let value = Double(String(decoding: bytes, as: UTF8.self)), value > 1e8, value < 9.2e18 else {
            return nil
        }
        // Whole numbers keep full precision.
        let whole = Int64(String(decoding: bytes, as: UTF8.self))
        switch value {
        case ..<1e11: return whole.map { $0 * 1_000_000_000 } ?? Int64(value * 1e9)
        case ..<1e14: return whole.map { $0 * 1_000_000 } ?? Int64(value * 1e6)
        case ..<1e17: return whole.map { $0 * 1000 } ?? Int64(value * 1e3)
        default: return whole ?? Int64(value)
        }
    }

    private static func calendar(_ bytes: Bytes) -> Int64? {
        guard bytes.count >= 19, let year = number(bytes, 0, 4), isDash(bytes[4]), let month = number(bytes, 5, 2),
            bytes[7] == bytes[4], let day = number(bytes, 8, 2),
            bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == 0x20,
            let hour = number(bytes, 11, 2), bytes[13] == UInt8(ascii: ":"), let minute = number(bytes, 14, 2),
            bytes[16] == UInt8(ascii: ":"), let second = number(bytes, 17, 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ",") {
            place += 1
            var unit: Int64 = 100_000_000
            while place < bytes.count, bytes[place].isDigit {
                fraction += Int64(bytes[place] - 0x30) * unit
                unit /= 10
                place += 1
            }
        }
        guard let offset = offset(bytes, at: place) else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset
        let (whole, isTooFar) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return isTooFar ? nil : whole + fraction
    }

    /// The offset at `place` in seconds east of UTC; nil if it is invalid.
    private static func offset(_ bytes: Bytes, at place: Int) -> Int? {
        let place = place < bytes.count && bytes[place] == 0x20 ? place + 1 : place
        guard place < bytes.count else { return 0 }
        if bytes[place] | 0x20 == UInt8(ascii: "z") || bytes.has("UTC", at: place) || bytes.has("GMT", at: place) {
            return 0
        }
        let isWest = bytes[place] == UInt8(ascii: "-")
        guard isWest || bytes[place] == UInt8(ascii: "+"), let hours = number(bytes, place + 1, 2) else { return nil }
        let colon = place + 3 < bytes.count && bytes[place + 3] == UInt8(ascii: ":") ? 1 : 0
        let minutes = number(bytes, place + 3 + colon, 2) ?? 0
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }

    private static func isDash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") }

    private static func number(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for index in start..<start + count {
            guard bytes[index].isDigit else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, computed with years that start in March.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
