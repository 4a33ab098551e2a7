import Foundations

/// Durations in Compose's syntax: `1h5m30s20ms`, with the units `ns us µs ms s m h d w` and optional decimals.
///
/// Source: Compose Specification, Extension, Specifying durations; `d` and `w` are compose-go's.
enum DurationText {
    private static let units: [(name: String, nanoseconds: Double)] = [
        // Longer names first, because `m` is a prefix of `ms`.
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6),
        ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9), ("w", 604_800e9),
    ]

    /// Returns nil if the text is invalid, negative, or longer than 292 years.
    static func parse(_ text: String) -> Duration? {
        guard text != "0" else { return .zero }
        guard !text.isEmpty, text.utf8.count <= 100 else { return nil }
        var rest = Substring(text)
        var nanoseconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits) else { return nil }
            rest = rest[digits.endIndex...]
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            nanoseconds += number * unit.nanoseconds
        }
        guard nanoseconds < Double(Int64.max) else { return nil }
        return .nanoseconds(Int64(nanoseconds.rounded()))
    }

    /// Parses a plain number or a duration in microseconds. Source: Compose Specification, services, `cpu_rt_runtime`.
    static func microseconds(_ text: String) -> Int64? {
        Int64(text) ?? parse(text).map(\.wholeMicroseconds)
    }
}
