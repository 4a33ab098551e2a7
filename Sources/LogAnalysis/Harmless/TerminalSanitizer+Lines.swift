import Glibc

extension TerminalSanitizer {
    /// The text after the last carriage return that has any: progress bars return to the start of the line and overwrite it.
    package static func lastOverprint(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        let parts = text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: true)
        return parts.last.map { String($0) } ?? ""
    }

    /// A line without its control sequences, otherwise byte for byte the same; nil if it has none.
    package static func withoutSequences(_ line: UnsafeRawBufferPointer) -> [UInt8]? {
        guard let base = line.baseAddress else { return nil }
        let hasEscape = memchr(base, 0x1B, line.count) != nil
        guard hasEscape || hasControlOfTwoBytes(line) else { return nil }
        // Two bytes form a C1 control only in valid UTF-8.
        guard let text = String(validating: line, as: UTF8.self) else { return ColourStripper.stripped(line) }
        var scalars = String.UnicodeScalarView()
        for case .scalar(let scalar) in ControlSequenceScanner(text) { scalars.append(scalar) }
        return Array(String(scalars).utf8)
    }

    /// Whether the line contains a C1 control encoded in UTF-8: 0xC2 followed by 0x80 to 0x9F.
    private static func hasControlOfTwoBytes(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let base = line.baseAddress else { return false }
        var place = 0
        while place + 1 < line.count, let found = memchr(base + place, 0xC2, line.count - 1 - place) {
            place = UnsafeRawPointer(found) - base + 1
            if (0x80...0x9F).contains(line[place]) { return true }
        }
        return false
    }
}
