import LogAnalysis

/// The conditions on lines in the logs pane, as written in the filter prompt.
///
/// Words without another meaning form the pattern, joined by single spaces. A leading `!` inverts the pattern, and
/// quotation marks around it make every character literal. Other conditions: `level:warn`, `.status>=500`,
/// `stream:err`, `firm:slug` and `word:text`, `since:` and `until:` a time, `context:3` or `-C3`.
struct LogConditions: Hashable, Sendable {
    /// A moment and its text.
    struct Moment: Hashable, Sendable {
        var text: String
        var timeNs: Int64
    }

    /// With more context lines it would no longer be a filter.
    static let maximumContext = 50

    /// A regular expression; empty for none.
    var pattern = ""
    var isInverted = false
    var leastLevel: LogLevel?
    var streams: Set<LogStream> = []
    var fields: [String] = []
    var words: [String] = []
    /// The ids of the firms whose slugs are among the words. A line may contain either.
    var tenantIDs: [String] = []
    var since: Moment?
    var until: Moment?
    /// The number of context lines before and after each match.
    var context = 0

    var isEmpty: Bool { self == LogConditions() }

    /// The filter of the log query.
    var filter: LogFilter {
        LogFilter(
            pattern: pattern.isEmpty ? nil : LogPattern(pattern),
            isInverted: isInverted && !pattern.isEmpty,
            leastLevel: leastLevel,
            streams: streams,
            since: since?.timeNs,
            until: until?.timeNs,
            fields: fields,
            words: words + tenantIDs
        )
    }

    /// One text per condition, in the prompt's syntax.
    var parts: [String] {
        var parts: [String] = []
        if !pattern.isEmpty { parts.append((isInverted ? "!" : "") + quotedPattern) }
        if let leastLevel { parts.append("level:\(leastLevel.rawValue)") }
        parts += fields
        parts += LogStream.allCases.filter(streams.contains).map { "stream:\($0.shortName)" }
        parts += words.map { "word:\($0)" }
        if let since { parts.append("since:\(since.text)") }
        if let until { parts.append("until:\(until.text)") }
        if context > 0 { parts.append("context:\(context)") }
        return parts
    }

    /// The conditions in the prompt's syntax.
    var text: String { parts.joined(separator: " ") }

    /// Cycles through all lines, info and above, warn and above, error and above.
    mutating func cycleLevel() {
        leastLevel =
            switch leastLevel {
            case nil: .info
            case .trace, .debug: .info
            case .info: .warn
            case .warn: .error
            case .error, .fatal: nil
            }
    }

    private var quotedPattern: String {
        let parsed = LogConditions.Words(pattern).list
        if parsed.allSatisfy({ $0.isPattern }), !pattern.hasPrefix("!"),
            parsed.map(\.text).joined(separator: " ") == pattern
        {
            return pattern
        }
        return "\"" + pattern.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }
}

extension LogStream {
    /// The name used in the filter prompt.
    var shortName: String {
        switch self {
        case .stdout: "out"
        case .stderr: "err"
        case .system: "system"
        }
    }
}
