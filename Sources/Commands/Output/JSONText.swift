import ControlAPI
import LogAnalysis

/// JSON for standard output: indented, sorted keys, a newline at the end.
enum JSONText {
    /// What a terminal would act on, or what would make a text read as another, is written as an escape: the same data.
    static func render(_ value: some Encodable) throws -> String {
        let text = String(decoding: try ControlCoding.encode(value, pretty: true), as: UTF8.self) + "\n"
        guard text.unicodeScalars.contains(where: HarmlessText.isEscapedInJSON) else { return text }
        var bytes: [UInt8] = []
        JSONString.appendEscaping(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
