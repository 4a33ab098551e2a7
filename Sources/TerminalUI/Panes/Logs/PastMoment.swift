import FoundationEssentials
import LogAnalysis

/// Parser for past moments as typed by the user. Extends `TimeExpression`: `-10m` means `10m`, and a clock time later
/// than now means yesterday.
enum PastMoment {
    /// Returns nanoseconds since 1970.
    static func parse(_ text: String, now: Date, utcOffset: Duration) throws(FilterError) -> Int64 {
        let nowNs = Int64(now.timeIntervalSince1970 * 1e9)
        let zone = TimeExpression.Zone.offset(Int(utcOffset.components.seconds))
        let expression = text.hasPrefix("-") ? String(text.dropFirst()) : text
        let moment = try TimeExpression(expression, now: nowNs, in: zone).nanoseconds
        let isClock = expression.allSatisfy { $0.isNumber || $0 == ":" || $0 == "." || $0 == " " }
        return isClock && moment > nowNs ? moment - 86_400_000_000_000 : moment
    }
}
