import ControlAPI
import LogAnalysis

/// JSON for standard output: indented, with sorted keys and a final newline.
enum JSONText {
    /// Escapes characters that a terminal would interpret or that could disguise text. The data is the same.
    static func render(_ value: some Encodable) throws -> String {
        let text = String(decoding: try ControlCoding.encode(value, pretty: true), as: UTF8.self) + "\n"
        guard text.unicodeScalars.contains(where: TerminalSanitizer.isEscapedInJSON) else { return text }
        var bytes: [UInt8] = []
        JSONString.appendEscaping(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
