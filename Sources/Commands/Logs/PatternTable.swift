import ControlAPI
import FoundationEssentials
import LogAnalysis

/// Renders log patterns as a table: count, level, service, time of the newest line, and pattern.
enum PatternTable {
    /// - Parameter width: the width that patterns are truncated to fit; nil for no limit.
    static func render(_ result: LogPatterns, _ terminal: Terminal, colors: Bool, width: Int? = nil) -> String {
        var times = TimeStamp(digits: 0, form: .table)
        let counts = result.patterns.map { String($0.count) }
        let countWidth = max(5, counts.map(\.count).max() ?? 0)
        let nameWidth = max(7, result.patterns.map(\.service.count).max() ?? 0)
        var text = "\("COUNT".padded(to: countWidth))  LEVEL  \("SERVICE".padded(to: nameWidth))  "
        text += "\("NEWEST".padded(to: timeWidth))  PATTERN\n"
        let room = width.map { max(leastShape, $0 - countWidth - nameWidth - timeWidth - 13) }
        for (pattern, count) in zip(result.patterns, counts) {
            let level = (pattern.level?.rawValue ?? "-").padded(to: 5)
            text += String(repeating: " ", count: countWidth - count.count) + count
            text += "  \(colors ? paint(level, pattern, terminal) : level)"
            text += "  \(pattern.service.padded(to: nameWidth))  \(times.text(pattern.lastNs))"
            text += "  \(cut(TerminalSanitizer.oneLine(pattern.template), to: room))\n"
        }
        return text
    }

    private static let timeWidth = 19
    /// The minimum width of a pattern, however narrow the terminal.
    private static let leastShape = 20

    private static func cut(_ text: String, to width: Int?) -> String {
        guard let width, text.count > width else { return text }
        return text.prefix(width - 1) + "…"
    }

    /// Describes in one line what `--new-since-green` compared against.
    static func explanation(_ result: LogPatterns) -> String {
        guard let green = result.lastGreen else { return "the stack has never been healthy, so every pattern is new" }
        var times = TimeStamp(digits: 0, form: .table)
        func text(_ date: Date) -> String { times.text(Int64(date.timeIntervalSince1970) * 1_000_000_000) }
        guard let until = green.until else {
            return "the stack has been healthy since \(text(green.from)); showing patterns not seen before that"
        }
        return "the stack was last healthy from \(text(green.from)) until \(text(until)); "
            + "showing patterns not seen until 10 s before the end"
    }

    private static func paint(_ level: String, _ pattern: LogPatterns.Pattern, _ terminal: Terminal) -> String {
        switch pattern.level {
        case .error, .fatal: terminal.paint(level, .red)
        case .warn: terminal.paint(level, .yellow)
        case .trace, .debug, .info, nil: level
        }
    }
}

/// Log patterns as JSON, with times in RFC 3339.
struct PatternJSON: Encodable {
    struct Pattern: Encodable {
        var count: Int
        var level: String?
        var service: String
        var template: String
        var first: String
        var newest: String
        var example: String
    }

    struct Green: Encodable {
        var from: Date
        var until: Date?
    }

    /// The number of lines that were grouped.
    var lines: Int
    /// Patterns seen before this time are left out; nil if none are.
    var newSince: String?
    var lastGreen: Green?
    var patterns: [Pattern]

    init(_ result: LogPatterns) {
        var times = TimeStamp(digits: 9)
        lines = result.lines
        newSince = result.newSinceNs.map { times.text($0) }
        lastGreen = result.lastGreen.map { Green(from: $0.from, until: $0.until) }
        patterns = result.patterns.map {
            Pattern(
                count: $0.count,
                level: $0.level?.rawValue,
                service: $0.service,
                template: $0.template,
                first: times.text($0.firstNs),
                newest: times.text($0.lastNs),
                example: $0.example
            )
        }
    }
}
