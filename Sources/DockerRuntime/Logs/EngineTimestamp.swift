/// Parses the timestamps of engines. Source: RFC 3339.
enum EngineTimestamp {
    /// Returns the timestamp at the start of a line and its length including the following space; nil if there is none.
    static func prefix(of bytes: some Collection<UInt8>) -> (timeNs: Int64, length: Int)? {
        let head = bytes.prefix(40)
        guard let space = head.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        guard let timeNs = nanoseconds(head[..<space]) else { return nil }
        return (timeNs, head.distance(from: head.startIndex, to: space) + 1)
    }

    /// Parses `2026-11-23T19:15:45.940793500Z` to nanoseconds since 1970; nil for anything else and for Go's zero time.
    static func nanoseconds(_ text: String) -> Int64? { nanoseconds(Array(text.utf8)[...]) }

    private static func nanoseconds(_ text: some Collection<UInt8>) -> Int64? {
        let bytes = Array(text)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            year >= 1970, year < 2262
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == UInt8(ascii: ".") {
            let digits = bytes[(index + 1)...].prefix { (48...57).contains($0) }
            guard !digits.isEmpty, digits.count <= 9, let value = number(digits) else { return nil }
            fraction = (digits.count..<9).reduce(value) { result, _ in result * 10 }
            index = digits.endIndex
        }
        guard let offset = zone(bytes[index...]) else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        return (((days * 24 + hour) * 60 + minute) * 60 + second - offset) * 1_000_000_000 + fraction
    }

    /// Parses a UTC offset, `Z` or `+01:00`, to seconds.
    private static func zone(_ bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        guard bytes.count == 6, let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = number(bytes.dropFirst().prefix(2)), let minutes = number(bytes.suffix(2))
        else { return nil }
        return (sign == UInt8(ascii: "+") ? 1 : -1) * (hours * 60 + minutes) * 60
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int64($1 - 48) }
    }

    /// Days in the Gregorian calendar, counted in years that start in March so that the leap day is the last of a year.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let years = month > 2 ? year : year - 1
        let months = (month + 9) % 12
        let leapDays = years / 4 - years / 100 + years / 400
        return years * 365 + leapDays + (months * 153 + 2) / 5 + day - 1 - 719_468
    }
}
