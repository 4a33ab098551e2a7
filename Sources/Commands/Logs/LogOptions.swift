import ArgumentParser
import ControlAPI
import LogAnalysis
import StackHost

struct LogOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Show lines since a time: 10m, 14:00, 'yesterday 14:00', '2026-03-16 14:00' (local), RFC 3339, @seconds.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Show lines before a time.", valueName: "time"))
    var until: String?

    @Option(
        name: [.customLong("grep"), .customLong("regexp")],
        help: ArgumentHelp("Show lines that match a pattern; case-sensitive if it has capitals.", valueName: "regex")
    )
    var grep: String?

    @Flag(name: [.customShort("F"), .customLong("fixed-strings")], help: "Interpret --grep as plain text.")
    var isLiteral = false

    @Flag(name: [.customShort("i"), .customLong("ignore-case")], help: "Ignore case in --grep.")
    var ignoresCase = false

    @Flag(name: [.customShort("s"), .customLong("case-sensitive")], help: "Match case in --grep.")
    var isCaseSensitive = false

    @Flag(help: "Show lines that do not match --grep.")
    var invert = false

    @Option(
        name: [.customShort("C"), .customLong("context")],
        parsing: .unconditional,
        help: ArgumentHelp("Show n lines of the same service before and after each match.", valueName: "n")
    )
    var context = 0

    @Option(
        help: ArgumentHelp("Minimum level: trace, debug, info, warn, error or fatal.", valueName: "level"),
        transform: Self.level
    )
    var level: LogLevel?

    @Option(
        name: .customLong("stream"),
        parsing: .singleValue,
        help: ArgumentHelp("Show stdout, stderr or system (cpadev's own); may be repeated.", valueName: "stream"),
        transform: Self.stream
    )
    var streams: [LogStream] = []

    @Option(
        name: .customLong("field"),
        parsing: .singleValue,
        help: ArgumentHelp("Show JSON and logfmt lines by a field, such as '.status>=500'.", valueName: "expr")
    )
    var fields: [String] = []

    @Option(help: ArgumentHelp("Show lines that contain the slug or ID of a demo firm.", valueName: "slug"))
    var firm: String?

    func validate() throws {
        if context < 0 { throw ValidationError("--context must not be negative.") }
        if ignoresCase, isCaseSensitive { throw ValidationError("use either -i or -s, not both") }
        guard grep == nil else { return }
        if isLiteral || ignoresCase || isCaseSensitive || invert {
            throw ValidationError("-F, -i, -s and --invert need --grep")
        }
    }

    /// The filter, except for the firm. An invalid expression fails with exit code 64 and an excerpt that marks it.
    func filter(now: Int64) throws(CommandFailure) -> LogFilter {
        var filter = LogFilter(isInverted: invert, leastLevel: level, streams: Set(streams), fields: fields)
        do throws(FilterError) {
            filter.since = try since.map { text throws(FilterError) in try TimeExpression(text, now: now).nanoseconds }
            filter.until = try until.map { text throws(FilterError) in try TimeExpression(text, now: now).nanoseconds }
            if let grep, !grep.isEmpty {
                let pattern = LogPattern(
                    grep,
                    kind: isLiteral ? .literal : .regex,
                    case: ignoresCase ? .insensitive : isCaseSensitive ? .sensitive : .smart
                )
                _ = try PatternMatcher(pattern)
                filter.pattern = pattern
            }
            _ = try LineConditions(filter)
        } catch {
            throw CommandFailure(error)
        }
        return filter
    }

    /// The words that identify a firm; each of its lines contains at least one of them.
    static func words(firm slug: String, among firms: [DataStatus.Firm]) throws(CommandFailure) -> [String] {
        guard !firms.isEmpty else { return [slug] }
        guard let firm = firms.first(where: { $0.slug == slug }) else {
            throw CommandFailure(
                .usage,
                "no firm '\(slug)'",
                hint: "the firms are: \(firms.map(\.slug).joined(separator: ", "))"
            )
        }
        return [firm.slug] + [firm.tenantId].compactMap(\.self)
    }

    private static func level(_ text: String) throws -> LogLevel {
        let aliases: [String: LogLevel] = ["warning": .warn, "err": .error, "critical": .fatal]
        let name = text.lowercased()
        guard let level = LogLevel(rawValue: name) ?? aliases[name] else {
            throw ValidationError("unknown level '\(text)'; expected \(list(LogLevel.allCases))")
        }
        return level
    }

    private static func stream(_ text: String) throws -> LogStream {
        guard let stream = LogStream(rawValue: text.lowercased()) else {
            throw ValidationError("unknown stream '\(text)'; expected \(list(LogStream.allCases))")
        }
        return stream
    }

    private static func list<Value: RawRepresentable<String>>(_ values: [Value]) -> String {
        values.dropLast().map(\.rawValue).joined(separator: ", ") + " or " + (values.last?.rawValue ?? "")
    }
}

extension CommandFailure {
    /// Creates the failure for an invalid filter, with a marker at the error position.
    init(_ error: FilterError) {
        let excerpt = error.excerpt.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        self.init(.usage, "\(error.message)\n\(excerpt)", hint: error.hint)
    }
}
