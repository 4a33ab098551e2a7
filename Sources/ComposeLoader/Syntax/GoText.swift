import Foundations

/// Formats values as Go does, which is how Compose writes them to a resolved file.
enum GoText {
    /// `1m30s`, `1.5s`, `500ms`, `0s`. Source: Go's package time, `Duration.String`.
    static func duration(_ duration: Duration) -> String {
        let (seconds, nanoseconds) = duration.wholeNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard seconds > 0 || nanoseconds > 0 else { return "0s" }
        if seconds == 0 {
            switch nanoseconds {
            case ..<1_000: return "\(nanoseconds)ns"
            case ..<1_000_000: return decimal(nanoseconds, digits: 3) + "µs"
            default: return decimal(nanoseconds, digits: 6) + "ms"
            }
        }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let rest = decimal(seconds % 60 * 1_000_000_000 + nanoseconds, digits: 9) + "s"
        if hours > 0 { return "\(hours)h\(minutes)m\(rest)" }
        return minutes > 0 ? "\(minutes)m\(rest)" : rest
    }

    /// Returns the shortest decimal form that round-trips. Source: Go's package fmt, `%v`.
    static func number(_ number: Double) -> String {
        if number == number.rounded(), number.magnitude < 1e15 { return "\(Int64(number))" }
        let text = "\(number)"
        guard let exponent = text.firstIndex(of: "e") else { return text }
        // Go writes at least two exponent digits and no `.0`.
        var mantissa = text[..<exponent]
        if mantissa.hasSuffix(".0") { mantissa = mantissa.dropLast(2) }
        var digits = text[text.index(after: exponent)...]
        let sign = digits.hasPrefix("-") ? "-" : "+"
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
        return "\(mantissa)e\(sign)" + (digits.utf8.count < 2 ? "0" : "") + digits
    }

    /// Returns a float that stands where a string is expected: `2`, `999999.9`, `1e+06`, `1e-05`. Source: Go's package
    /// strconv, `FormatFloat` with `g`.
    static func text(_ number: Double) -> String {
        let parts = "\(number.magnitude)".split(separator: "e")
        let places = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let written = places.joined()
        var digits = written.drop { $0 == "0" }
        // The number of digits before the point.
        let point = places[0].utf8.count + exponent - (written.utf8.count - digits.utf8.count)
        while digits.last == "0" { digits.removeLast() }
        let sign = number < 0 ? "-" : ""
        guard let first = digits.first else { return sign + "0" }
        if point < -3 || point > 6 {
            let rest = digits.dropFirst()
            let power = abs(point - 1)
            return
                "\(sign)\(first)\(rest.isEmpty ? "" : ".\(rest)")e\(point > 0 ? "+" : "-")\(power < 10 ? "0" : "")\(power)"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if digits.utf8.count <= point {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// Returns `value` divided by ten to the power of `digits`, without trailing zeros.
    private static func decimal(_ value: Int64, digits: Int) -> String {
        var divisor: Int64 = 1
        for _ in 0..<digits { divisor *= 10 }
        guard value % divisor != 0 else { return "\(value / divisor)" }
        var fraction = String(value % divisor)
        fraction = String(repeating: "0", count: digits - fraction.utf8.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(value / divisor).\(fraction)"
    }
}
