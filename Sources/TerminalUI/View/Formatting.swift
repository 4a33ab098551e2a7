import FoundationEssentials

/// Formatting of times and amounts.
package enum Formatting {
    /// Returns `42s`, `3m12s`, `2h05m` or `3d04h`; at most six columns up to 99 days.
    package static func uptime(seconds: Int) -> String {
        let seconds = max(0, seconds)
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m\(twoDigits(seconds % 60))s"
        case ..<86_400: "\(seconds / 3600)h\(twoDigits(seconds / 60 % 60))m"
        default: "\(seconds / 86_400)d\(twoDigits(seconds / 3600 % 24))h"
        }
    }

    /// Returns the number of clock seconds that began between two dates; never negative.
    static func seconds(from start: Date, to end: Date) -> Int {
        let seconds = end.timeIntervalSince1970.rounded(.down) - start.timeIntervalSince1970.rounded(.down)
        return Int(min(max(0, seconds), 1e11))
    }

    /// Returns the seconds until the text of ``uptime(seconds:)`` changes.
    static func uptimeChange(afterSeconds seconds: Int) -> Int {
        let step =
            switch seconds {
            case ..<3600: 1
            case ..<86_400: 60
            default: 3600
            }
        return step - max(0, seconds) % step
    }

    /// Returns `12:01:02.113`, or `12:01:02` without milliseconds.
    static func clock(nanoseconds: Int64, utcOffset: Duration, milliseconds: Bool) -> String {
        let local = nanoseconds / 1_000_000 + utcOffset.components.seconds * 1000
        let ofDay = Int(((local % 86_400_000) + 86_400_000) % 86_400_000)
        let seconds = ofDay / 1000
        let clock = "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        guard milliseconds else { return clock }
        let rest = ofDay % 1000
        return clock + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + String(rest)
    }

    /// Returns `14:02` within the last day, or else `4d ago` or `12d`; at most six columns for years.
    static func moment(_ date: Date, asOf now: Date, utcOffset: Duration) -> String {
        let seconds = min(max(-1e11, date.timeIntervalSince1970.rounded(.down)), 1e11)
        let age = Self.seconds(from: date, to: now)
        guard age < 86_400 else { return age < 864_000 ? "\(age / 86_400)d ago" : "\(age / 86_400)d" }
        let nanoseconds = Int64(seconds.truncatingRemainder(dividingBy: 86_400)) * 1_000_000_000
        return String(clock(nanoseconds: nanoseconds, utcOffset: utcOffset, milliseconds: false).prefix(5))
    }

    /// Returns `just now`, `2 min ago`, `3 h ago` or `4 d ago`; at most ten columns up to 99 days.
    static func ago(seconds: Int) -> String {
        let seconds = max(0, seconds)
        return switch seconds {
        case ..<60: "just now"
        case ..<3600: "\(seconds / 60) min ago"
        case ..<86_400: "\(seconds / 3600) h ago"
        default: "\(seconds / 86_400) d ago"
        }
    }

    /// Returns the seconds until the text of ``ago(seconds:)`` changes.
    static func agoChange(afterSeconds seconds: Int) -> Int {
        let step =
            switch seconds {
            case ..<3600: 60
            case ..<86_400: 3600
            default: 86_400
            }
        return step - max(0, seconds) % step
    }

    /// Returns a count with thousands separators: `18,911`.
    static func count(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.append(String(digits.suffix(3)))
            digits.removeLast(3)
        }
        groups.append(digits)
        return (value < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// Returns `1 line` or `1,204 lines`.
    static func counted(_ value: Int, _ noun: String) -> String { "\(count(value)) \(noun)\(value == 1 ? "" : "s")" }

    /// Returns a fraction as a percentage, rounded down so that 100% means done.
    static func progress(_ fraction: Double) -> String {
        fraction.isFinite ? "\(Int(min(max(0, fraction), 1) * 100))%" : "0%"
    }

    /// Returns `412M` or `1.2G`; at most five columns for realistic sizes.
    static func bytes(_ bytes: Int64) -> String {
        let units = ["B", "K", "M", "G", "T", "P"]
        var value = Double(max(0, bytes))
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return (unit > 2 && value < 10 ? oneDecimal(value) : String(Int(value.rounded()))) + units[unit]
    }

    /// Returns `0.4%`, `12%` or `104%`.
    static func percent(_ value: Double) -> String {
        let value = value.isFinite ? min(max(0, value), 100_000) : 0
        return (value < 9.95 ? oneDecimal(value) : String(Int(value.rounded()))) + "%"
    }

    /// Returns `0.8 ms`, `12 ms` or `4.2 s`.
    static func milliseconds(_ value: Double) -> String {
        let value = value.isFinite ? min(max(0, value), 1e12) : 0
        return switch value {
        case ..<9.95: oneDecimal(value) + " ms"
        case ..<999.5: "\(Int(value.rounded())) ms"
        default: oneDecimal(value / 1000) + " s"
        }
    }

    /// Returns `0.41 s` or `12.3 s`, for operations that the user waited for.
    static func waited(milliseconds value: Double) -> String {
        let seconds = value.isFinite ? min(max(0, value), 1e12) / 1000 : 0
        guard seconds < 9.995 else { return oneDecimal(seconds) + " s" }
        let hundredths = Int((seconds * 100).rounded())
        return "\(hundredths / 100).\(twoDigits(hundredths % 100)) s"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func twoDigits(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}
