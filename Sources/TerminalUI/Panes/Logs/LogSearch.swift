import ControlAPI
import LogAnalysis

/// A search over the buffered lines, and the lines that match.
struct LogSearch: Sendable {
    /// The search text as typed.
    let text: String
    let matcher: PatternMatcher
    /// Why the text is searched literally; nil if it is a regular expression.
    let literalReason: FilterError?
    /// The indices of the matching lines, ascending.
    private(set) var hits: [Int] = []

    /// Creates a search; nil if the text is empty.
    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text
        do {
            matcher = try PatternMatcher(LogPattern(text))
            literalReason = nil
        } catch {
            guard let literal = try? PatternMatcher(LogPattern(text, kind: .literal)) else { return nil }
            matcher = literal
            literalReason = error
        }
    }

    /// Discards the hits because other lines are shown.
    mutating func restart() {
        hits = []
    }

    /// Searches lines that were appended and discards hits in dropped lines.
    mutating func took(_ buffer: LogBuffer, from start: Int) {
        drop(outside: buffer)
        hits += found(in: buffer, max(start, buffer.startIndex)..<buffer.endIndex)
    }

    /// Searches lines that were prepended before `end` and discards hits in dropped lines.
    mutating func olderLinesArrived(_ buffer: LogBuffer, before end: Int) {
        drop(outside: buffer)
        hits = found(in: buffer, buffer.startIndex..<min(end, buffer.endIndex)) + hits
    }

    /// Returns the nearest hit before an index.
    func hit(before index: Int) -> Int? {
        let count = rank(of: index)
        return count > 0 ? hits[count - 1] : nil
    }

    /// Returns the nearest hit after an index.
    func hit(after index: Int) -> Int? {
        let count = rank(of: index + 1)
        return count < hits.count ? hits[count] : nil
    }

    /// Returns the ordinal of a hit, counted from 1; nil if the line is no hit.
    func number(of index: Int) -> Int? {
        let count = rank(of: index)
        return count < hits.count && hits[count] == index ? count + 1 : nil
    }

    /// Returns the number of hits before an index.
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
    /// Returns a pattern for lines that match both this search and a filter's pattern, since a query accepts only one.
    func pattern(within filter: LogFilter) -> LogPattern {
        guard let other = filter.pattern else { return matcher.pattern }
        let look = filter.isInverted ? "(?!" : "(?="
        // The final dot keeps the match from being empty.
        return LogPattern(
            "^\(look).*?\(Self.group(other)))(?=.*?\(Self.group(matcher.pattern))).",
            case: .sensitive
        )
    }

    private static func group(_ pattern: LogPattern) -> String {
        let flags = pattern.isCaseSensitive ? "(?:" : "(?i:"
        guard pattern.kind == .literal else { return flags + pattern.text + ")" }
        // Between PCRE2's \Q and \E only \E is special.
        let escaped = pattern.text.split(separator: "\\E", omittingEmptySubsequences: false).joined(
            separator: "\\E\\\\E\\Q"
        )
        return flags + "\\Q" + escaped + "\\E)"
    }
}
