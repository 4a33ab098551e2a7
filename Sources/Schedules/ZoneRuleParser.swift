/// Reads the text of a ``ZoneRule``.
struct ZoneRuleParser {
    private var rest: Substring

    /// Returns the rule; nil if the text is not one.
    static func parse(_ text: String) -> ZoneRule? {
        var parser = ZoneRuleParser(rest: Substring(text))
        guard let rule = parser.rule(), parser.rest.isEmpty else { return nil }
        return rule
    }

    private mutating func rule() -> ZoneRule? {
        guard let name = abbreviation(), let west = time() else { return nil }
        // Offsets are written to the west.
        let standard = ZoneRules.Offset(seconds: -west, abbreviation: name)
        guard !rest.isEmpty else { return ZoneRule(standard: standard) }
        guard let name = abbreviation() else { return nil }
        var offset = ZoneRules.Offset(seconds: standard.seconds + 3600, abbreviation: name)
        if rest.first != ",", let west = time() { offset.seconds = -west }
        guard let start = date(), let end = date() else { return nil }
        return ZoneRule(standard: standard, daylight: ZoneRule.Daylight(offset: offset, start: start, end: end))
    }

    /// Letters, or anything in angle brackets.
    private mutating func abbreviation() -> String? {
        if skip("<") {
            let name = rest.prefix { $0 != ">" }
            rest = rest[name.endIndex...]
            return skip(">") && !name.isEmpty ? String(name) : nil
        }
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest[name.endIndex...]
        return name.count >= 3 ? String(name) : nil
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    private mutating func time() -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign > 0 { _ = skip("+") }
        guard let hours = number(), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":") {
            guard let count = number(), count < 60 else { return nil }
            seconds += count * unit
        }
        return sign * seconds
    }

    private mutating func date() -> ZoneRule.Date? {
        guard skip(","), let day = day() else { return nil }
        guard skip("/") else { return ZoneRule.Date(day: day, seconds: 2 * 3600) }
        return time().map { ZoneRule.Date(day: day, seconds: $0) }
    }

    private mutating func day() -> ZoneRule.Date.Day? {
        if skip("J") { return number().flatMap { (1...365).contains($0) ? .withoutLeapDay($0) : nil } }
        guard skip("M") else { return number().flatMap { (0...365).contains($0) ? .ofYear($0) : nil } }
        guard let month = number(), (1...12).contains(month), skip("."), let week = number(), (1...5).contains(week),
            skip("."), let weekday = number(), (0...6).contains(weekday)
        else { return nil }
        return .ofMonth(month, week: week, weekday: weekday)
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest[digits.endIndex...]
        return digits.count <= 3 ? Int(digits) : nil
    }

    private mutating func skip(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }
}
