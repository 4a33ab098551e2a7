import Foundations
import Glibc

/// Formats times. The text of the last second is cached, since lines arrive in time order.
struct TimeStamp {
    enum Form {
        /// RFC 3339: `2026-03-16T14:00:00.123Z`.
        case utc
        /// RFC 3339 in local time: `2026-03-16T15:00:00.123+01:00`.
        case local
        /// Local time for a table: `2026-03-16 15:00:00`.
        case table
    }

    /// The number of fractional digits: 3 for milliseconds, 9 for nanoseconds.
    private let digits: Int
    private let form: Form
    private var second = Int64.min
    private var text: [UInt8] = []
    private var suffix: [UInt8] = []

    init(digits: Int, form: Form = .utc) {
        self.digits = digits
        self.form = form
    }

    /// Appends a time in nanoseconds since 1970.
    mutating func append(_ timeNs: Int64, to bytes: inout [UInt8]) {
        let (second, fraction) = Self.divided(timeNs, by: 1_000_000_000)
        if second != self.second {
            self.second = second
            let offset = form == .utc ? 0 : Int64(WallClock.utcOffset(at: Int(second)))
            text = Self.render(second + offset, separator: form == .table ? " " : "T")
            suffix = form == .table ? [] : form == .utc ? [UInt8(ascii: "Z")] : Self.render(offset: offset)
        }
        bytes.append(contentsOf: text)
        if digits > 0 { bytes.append(UInt8(ascii: ".")) }
        var power: Int64 = 100_000_000
        for _ in 0..<digits {
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / power % 10))
            power /= 10
        }
        bytes.append(contentsOf: suffix)
    }

    mutating func text(_ timeNs: Int64) -> String {
        var bytes: [UInt8] = []
        append(timeNs, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `+01:00`
    private static func render(offset: Int64) -> [UInt8] {
        let minutes = abs(offset) / 60
        return Array("\(offset < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))".utf8)
    }

    /// `2026-03-16T14:00:00`. Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    private static func render(_ second: Int64, separator: String) -> [UInt8] {
        let (day, time) = divided(second, by: 86400)
        let shifted = day + 719_468
        let (era, dayOfEra) = divided(shifted, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = [padded(year, 4), padded(month, 2), padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2)]
        let clock = [padded(time / 3600, 2), padded(time / 60 % 60, 2), padded(time % 60, 2)]
        return Array((date.joined(separator: "-") + separator + clock.joined(separator: ":")).utf8)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Quotient and remainder, the latter never negative.
    private static func divided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = value % divisor
        return remainder < 0 ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
    }
}
