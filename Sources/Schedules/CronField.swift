/// A field of a cron line: the values at which it matches.
struct CronField: Hashable, Sendable {
    /// What a field may contain. Source: crontab(5).
    struct Kind: Sendable {
        var name: String
        var range: ClosedRange<Int>
        /// Names of values, beginning with the lowest.
        var names: [String] = []

        static let minute = Kind(name: "minute", range: 0...59)
        static let hour = Kind(name: "hour", range: 0...23)
        static let dayOfMonth = Kind(name: "day of month", range: 1...31)
        static let month = Kind(
            name: "month",
            range: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        )
        /// Sunday is both 0 and 7.
        static let dayOfWeek = Kind(
            name: "day of week",
            range: 0...7,
            names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        )
    }

    /// A bit for each value.
    private var bits: UInt64 = 0
    /// Whether it begins with `*`, which decides how the two fields of the day are combined.
    private(set) var isStar: Bool

    func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

    /// The values in ascending order.
    var values: [Int] { (0..<64).filter(contains) }

    init(_ text: Substring, _ kind: Kind) throws(ScheduleProblem) {
        isStar = text.hasPrefix("*")
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            for value in try Self.values(of: item, in: text, kind) { bits |= 1 << UInt64(value) }
        }
        let sunday: UInt64 = 1 << 7
        if kind.range.upperBound == 7, bits & sunday != 0 { bits = bits & ~sunday | 1 }
    }

    /// Returns the values of an item of a list: `*`, `5`, `1-5`, `*/10` or `8-18/2`.
    private static func values(
        of item: Substring,
        in field: Substring,
        _ kind: Kind
    ) throws(ScheduleProblem) -> StrideThrough<Int> {
        guard !item.isEmpty else {
            let hint = "separate values by single commas, such as 0,15,30"
            throw ScheduleProblem("\(words(field, kind)) has an empty item", hint: hint)
        }
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try self.range(parts[0], in: field, kind)
        guard parts.count == 2 else { return stride(from: range.lowerBound, through: range.upperBound, by: 1) }
        guard let step = number(parts[1]), step > 0 else {
            let hint = "write a step such as */10 or 8-18/2"
            throw ScheduleProblem(
                "\(words(field, kind)) has the step '\(parts[1])', which is not 1 or more",
                hint: hint
            )
        }
        guard parts[0] == "*" || parts[0].contains("-") else {
            let hint = "write \(parts[0])-\(kind.lastValue)/\(parts[1])"
            throw ScheduleProblem("\(words(field, kind)) has a step without a range: '\(item)'", hint: hint)
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: step)
    }

    private static func range(
        _ text: Substring,
        in field: Substring,
        _ kind: Kind
    ) throws(ScheduleProblem) -> ClosedRange<Int> {
        if text == "*" { return kind.range.lowerBound...kind.lastValue }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try value(ends[0], in: field, kind)
        guard ends.count == 2 else { return first...first }
        var last = try value(ends[1], in: field, kind)
        // As in `fri-sun`.
        if last == 0, kind.range.upperBound == 7, first > 0 { last = 7 }
        guard first <= last else {
            let hint = "write \(ends[0])-\(kind.lastValue),\(kind.range.lowerBound)-\(ends[1])"
            throw ScheduleProblem("\(words(field, kind)) has a range that ends before it begins: '\(text)'", hint: hint)
        }
        return first...last
    }

    private static func value(_ text: Substring, in field: Substring, _ kind: Kind) throws(ScheduleProblem) -> Int {
        if let index = kind.names.firstIndex(of: text.lowercased()) { return kind.range.lowerBound + index }
        if let number = number(text), kind.range.contains(number) { return number }
        let names = kind.names.isEmpty ? "" : " or \(kind.names[0]) to \(kind.names[kind.names.count - 1])"
        let allowed = "\(kind.range.lowerBound) to \(kind.range.upperBound)\(names)"
        let place = field == text ? "" : " in '\(field.prefix(40))'"
        throw ScheduleProblem(
            "invalid \(kind.name) '\(text.prefix(40))'\(place)",
            hint: "the \(kind.name) is \(allowed)"
        )
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private static func words(_ field: Substring, _ kind: Kind) -> String { "the \(kind.name) '\(field.prefix(40))'" }
}

extension CronField.Kind {
    /// The highest value, of which no other is a second name.
    fileprivate var lastValue: Int { range.upperBound == 7 ? 6 : range.upperBound }
}
