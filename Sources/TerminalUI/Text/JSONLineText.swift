import LogAnalysis

/// A readable rendering of a JSON log line: level, message, then the other fields. Its time is shown before it anyway.
///
/// nil for lines with neither a level nor a message, which are shown as they are.
struct JSONLineText {
    enum Kind: Hashable {
        case level(LogLevel)
        case message
        case name
        case value
    }

    /// The parts, sanitized for display. Joined, they form the text, including the spaces.
    private(set) var parts: [(text: String, kind: Kind)] = []

    init?(_ line: String) {
        guard line.utf8.first == UInt8(ascii: "{"), let fields = StructuredLine(line), fields.structure == .json else {
            return nil
        }
        let level = fields.level ?? LevelDetector.level(of: line)
        guard level != nil || fields.message != nil else { return nil }
        if let level { add(TextMetrics.padded(level.rawValue.uppercased(), to: 5) + " ", .level(level)) }
        if let message = fields.message { add(message + " ", .message) }
        for field in fields.fields where field.role == nil {
            add(" \(field.name)=", .name)
            add(Self.written(field.value), .value)
        }
    }

    /// The text without styles.
    var text: String { parts.map(\.text).joined() }

    /// Returns the styled text, up to a number of bytes.
    func line(_ theme: Theme, base: Style, limit: Int, ellipsis: String) -> StyledLine {
        var line = StyledLine()
        var rest = limit
        for part in parts where rest > 0 {
            let text = LogText.head(part.text, bytes: rest, ellipsis: ellipsis)
            line.append(text, style(of: part.kind, theme, base: base))
            rest -= text.utf8.count
        }
        return line
    }

    private func style(of kind: Kind, _ theme: Theme, base: Style) -> Style {
        switch kind {
        case .level(.error), .level(.fatal): theme[.error]
        case .level(.warn): theme[.warning]
        case .level(.info): theme[.info]
        case .level(.debug), .level(.trace), .name: theme[.muted]
        case .message, .value: base
        }
    }

    private mutating func add(_ text: String, _ kind: Kind) {
        // Escapes line breaks as JSON does, so that the line stays one line.
        let oneLine =
            text.contains(where: \.isNewline)
            ? text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "\\n") : text
        let withoutTabs = oneLine.contains("\t") ? String(oneLine.map { $0 == "\t" ? " " : $0 }) : oneLine
        parts.append((LogText.shown(withoutTabs), kind))
    }

    private static func written(_ value: StructuredLine.Value) -> String {
        guard case .text(let text) = value else { return value.text }
        return text.isEmpty || text.contains(" ") ? "\"\(text)\"" : text
    }
}
