/// A readable form of a JSON line: its level, its message, and then its other fields. Its time is omitted, since the log
/// records one for each line.
package struct LineSummary: Sendable, Hashable {
    package var level: LogLevel?
    /// The message, followed by `name=value` for each other field. JSON escapes are resolved, so the text may contain any control
    /// character.
    package var text: String

    /// Parses a line; nil if it is not JSON, or has neither a level nor a message.
    package init?(_ line: UnsafeRawBufferPointer) {
        guard LineStructure.likely(line)?.structure == .json, let read = StructuredLine(line) else { return nil }
        self.init(read)
    }

    /// Summarizes a line; nil if it has neither a level nor a message.
    package init?(_ line: StructuredLine) {
        guard line.level != nil || line.message != nil else { return nil }
        level = line.level
        let fields = line.fields.filter { $0.role == nil }.map { "\($0.name)=\(Self.written($0.value))" }
        text = ([line.message].compactMap(\.self) + fields).joined(separator: " ")
    }

    /// The value in logfmt syntax: quoted if it is empty or contains a blank, a quote or `=`.
    private static func written(_ value: StructuredLine.Value) -> String {
        guard case .text(let text) = value else { return value.text }
        let isPlain = !text.isEmpty && !text.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\\\""))\""
    }
}
