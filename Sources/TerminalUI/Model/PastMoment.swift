import FoundationEssentials
import LogAnalysis

/// A moment of the logs as a person writes it, which lies in the past: besides what `TimeExpression` takes, `-10m` is
/// `10m`, and a clock alone that is still to come today is yesterday's.
enum PastMoment {
    /// Nanoseconds since 1970.
    static func parse(_ text: String, now: Date, utcOffset: Duration) throws(FilterError) -> Int64 {
        let nowNs = Int64(now.timeIntervalSince1970 * 1e9)
        let zone = TimeExpression.Zone.offset(Int(utcOffset.components.seconds))
        let expression = text.hasPrefix("-") ? String(text.dropFirst()) : text
        let moment = try TimeExpression(expression, now: nowNs, in: zone).nanoseconds
        let isClock = expression.allSatisfy { $0.isNumber || $0 == ":" || $0 == "." || $0 == " " }
        return isClock && moment > nowNs ? moment - 86_400_000_000_000 : moment
    }
}
