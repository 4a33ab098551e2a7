import ControlAPI
import LogAnalysis

/// What is searched for in the lines that are here, and which of them contain it.
struct LogSearch: Sendable {
    /// As it was written.
    let text: String
    let matcher: PatternMatcher
    /// Why the text is taken literally; nil where it is a regular expression.
    let whyLiteral: FilterError?
    /// The indexes of the lines that contain it, ascending.
    private(set) var hits: [Int] = []

    /// nil where there is nothing to look for.
    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text
        do {
            matcher = try PatternMatcher(LogPattern(text))
            whyLiteral = nil
        } catch {
            guard let literal = try? PatternMatcher(LogPattern(text, kind: .literal)) else { return nil }
            matcher = literal
            whyLiteral = error
        }
    }

    /// Forgets the hits: other lines are shown.
    mutating func restart() {
        hits = []
    }

    /// Looks through lines that joined at the end, and forgets those that left.
    mutating func took(_ buffer: LogBuffer, from start: Int) {
        drop(outside: buffer)
        hits += found(in: buffer, max(start, buffer.startIndex)..<buffer.endIndex)
    }

    /// Looks through lines that joined at the beginning, before `end`, and forgets those that left.
    mutating func tookOlder(_ buffer: LogBuffer, before end: Int) {
        drop(outside: buffer)
        hits = found(in: buffer, buffer.startIndex..<min(end, buffer.endIndex)) + hits
    }

    /// The nearest hit before an index.
    func hit(before index: Int) -> Int? {
        let count = rank(of: index)
        return count > 0 ? hits[count - 1] : nil
    }

    /// The nearest hit after an index.
    func hit(after index: Int) -> Int? {
        let count = rank(of: index + 1)
        return count < hits.count ? hits[count] : nil
    }

    /// Which hit a line is, counted from 1; nil where it is none.
    func number(of index: Int) -> Int? {
        let count = rank(of: index)
        return count < hits.count && hits[count] == index ? count + 1 : nil
    }

    /// How many hits are before an index.
    private func rank(of index: Int) -> Int {
        var low = 0
        var high = hits.count
        while low < high {
            let middle = (low + high) / 2
            if hits[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func drop(outside buffer: LogBuffer) {
        let gone = rank(of: buffer.startIndex)
        if gone > 0 { hits.removeFirst(gone) }
        let kept = rank(of: buffer.endIndex)
        if kept < hits.count { hits.removeLast(hits.count - kept) }
    }

    private func found(in buffer: LogBuffer, _ range: Range<Int>) -> [Int] {
        range.filter { index in
            var text = LogText.shown(buffer[index].text)
            return text.withUTF8 { matcher.firstMatch(in: UnsafeRawBufferPointer($0)) != nil }
        }
    }
}

extension LogSearch {
    /// A pattern that a line meets where it meets this search and a filter's pattern, since a query takes but one.
    func pattern(within filter: LogFilter) -> LogPattern {
        guard let other = filter.pattern else { return matcher.pattern }
        let look = filter.isInverted ? "(?!" : "(?="
        // The point at the end: a match is never empty.
        return LogPattern(
            "^\(look).*?\(Self.group(other)))(?=.*?\(Self.group(matcher.pattern))).",
            case: .sensitive
        )
    }

    private static func group(_ pattern: LogPattern) -> String {
        let flags = pattern.isCaseSensitive ? "(?:" : "(?i:"
        guard pattern.kind == .literal else { return flags + pattern.text + ")" }
        // PCRE2 has \Q…\E, in which only \E is anything but itself.
        let escaped = pattern.text.split(separator: "\\E", omittingEmptySubsequences: false).joined(
            separator: "\\E\\\\E\\Q"
        )
        return flags + "\\Q" + escaped + "\\E)"
    }
}
