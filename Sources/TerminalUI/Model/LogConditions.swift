import LogAnalysis

/// Which lines the logs pane shows, as they are written in the filter's prompt.
///
/// Words that mean nothing else make up the pattern, with one space between them. `!` before it turns it around;
/// quotation marks around it take every character as it is. The rest: `level:warn`, `.status>=500`, `stream:err`,
/// `firm:slug` and `word:text`, `since:` and `until:` a time, `context:3` or `-C3`.
struct LogConditions: Hashable, Sendable {
    /// A moment, and how it was written.
    struct Moment: Hashable, Sendable {
        var text: String
        var timeNs: Int64
    }

    /// More lines around each would be no filter any more.
    static let maximumContext = 50

    /// A regular expression; empty: none.
    var pattern = ""
    var isInverted = false
    var leastLevel: LogLevel?
    var streams: Set<LogStream> = []
    var fields: [String] = []
    var words: [String] = []
    /// The ids of the firms whose slugs are among the words: a line may tell either.
    var tenantIDs: [String] = []
    var since: Moment?
    var until: Moment?
    /// Lines before and after each that is wanted.
    var context = 0

    var isEmpty: Bool { self == LogConditions() }

    /// For the query.
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

    /// One short text for each condition, as it may be written.
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

    /// What is to be written for it.
    var text: String { parts.joined(separator: " ") }

    /// The next of: every line, from info on, from warn on, from error on.
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
    /// As the filter's prompt has it.
    var shortName: String {
        switch self {
        case .stdout: "out"
        case .stderr: "err"
        case .system: "system"
        }
    }
}
