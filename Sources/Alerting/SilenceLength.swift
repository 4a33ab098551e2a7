/// How long a silence lasts: from a minute to a year.
package struct SilenceLength: Hashable, Sendable {
    package static let proposed = SilenceLength(seconds: 3600, text: "1h")
    /// The form of a valid text, for messages.
    package static let form = "a time such as 30m, 1h30m or 2d, from 1m to 365d"

    package let seconds: Int
    package let text: String

    private init(seconds: Int, text: String) {
        self.seconds = seconds
        self.text = text
    }

    /// Parses numbers with units, largest unit first, as Prometheus does: `30m`, `1h30m`, `2d`, `1w`.
    package init?(_ text: String) {
        let units: [Character: Int] = ["w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1]
        var (seconds, rest, smallest) = (0, text.filter { $0 != " " }[...], Int.max)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            guard digits.count <= 8, let count = Int(digits), let unit = rest.dropFirst(digits.count).first,
                let length = units[unit], length < smallest
            else { return nil }
            seconds += count * length
            smallest = length
            rest = rest.dropFirst(digits.count + 1)
        }
        guard (60...365 * 86_400).contains(seconds) else { return nil }
        self.init(seconds: seconds, text: text)
    }
}
