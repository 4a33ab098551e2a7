/// A line of JSON as a person reads it: its level, its message, and then its other fields. Its time is left out, since a log
/// has one for each line.
package struct LineSummary: Sendable, Hashable {
    /// nil where no field says so.
    package var level: LogLevel?
    /// The message and, behind it, `name=value` of each other field. Escapes of JSON are resolved, so it may hold any
    /// control character.
    package var text: String

    /// Reads a line; nil where it is not JSON, or has neither a level nor a message.
    package init?(_ line: UnsafeRawBufferPointer) {
        guard LineStructure.likely(line)?.structure == .json, let read = StructuredLine(line) else { return nil }
        self.init(read)
    }

    /// Sums a line up; nil where it has neither a level nor a message.
    package init?(_ line: StructuredLine) {
        guard line.level != nil || line.message != nil else { return nil }
        level = line.level
        let fields = line.fields.filter { $0.role == nil }.map { "\($0.name)=\(Self.written($0.value))" }
        text = ([line.message].compactMap(\.self) + fields).joined(separator: " ")
    }

    /// As logfmt has it: in quotes where a blank, a quote or nothing at all would leave open where it ends.
    private static func written(_ value: StructuredLine.Value) -> String {
        guard case .text(let text) = value else { return value.text }
        let isPlain = !text.isEmpty && !text.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\\\""))\""
    }
}
