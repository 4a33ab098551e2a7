/// Writes times as RFC 3339 in UTC. The last second is kept as text, since lines come in the order of time.
struct TimeStamp {
    /// Digits of the fraction: 3 are milliseconds, 9 nanoseconds.
    private let digits: Int
    private var second = Int64.min
    private var text: [UInt8] = []

    init(digits: Int) { self.digits = digits }

    /// Adds a time, nanoseconds since 1970.
    mutating func append(_ timeNs: Int64, to bytes: inout [UInt8]) {
        let (second, fraction) = Self.divided(timeNs, by: 1_000_000_000)
        if second != self.second {
            self.second = second
            text = Self.render(second)
        }
        bytes.append(contentsOf: text)
        if digits > 0 { bytes.append(UInt8(ascii: ".")) }
        var power: Int64 = 100_000_000
        for _ in 0..<digits {
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / power % 10))
            power /= 10
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The time as text of its own.
    mutating func text(_ timeNs: Int64) -> String {
        var bytes: [UInt8] = []
        append(timeNs, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `2026-03-16T14:00:00`. Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    private static func render(_ second: Int64) -> [UInt8] {
        let (day, time) = divided(second, by: 86400)
        let shifted = day + 719_468
        let (era, dayOfEra) = divided(shifted, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let parts: [(value: Int64, digits: Int, separator: String)] = [
            (year, 4, "-"), (month, 2, "-"), (dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2, "T"),
            (time / 3600, 2, ":"), (time / 60 % 60, 2, ":"), (time % 60, 2, ""),
        ]
        let text = parts.reduce(into: "") { text, part in
            let digits = String(part.value)
            text += String(repeating: "0", count: max(0, part.digits - digits.count)) + digits + part.separator
        }
        return Array(text.utf8)
    }

    /// Quotient and remainder, the latter never negative.
    private static func divided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = value % divisor
        return remainder < 0 ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
    }
}
