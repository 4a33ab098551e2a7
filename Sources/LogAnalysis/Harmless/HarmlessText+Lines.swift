import Glibc

extension HarmlessText {
    /// A line as its last carriage return left it: each returns to the start of the line, as progress bars do, and the last writing
    /// counts.
    package static func lastOverprint(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        let parts = text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: true)
        return parts.last.map { String($0) } ?? ""
    }

    /// A line without its control sequences; everything else stays, byte for byte. nil where it has none.
    package static func withoutSequences(_ line: UnsafeRawBufferPointer) -> [UInt8]? {
        guard let base = line.baseAddress else { return nil }
        let hasEscape = memchr(base, 0x1B, line.count) != nil
        guard hasEscape || hasControlOfTwoBytes(line) else { return nil }
        // Only in text do two bytes make a C1 control.
        guard let text = String(validating: line, as: UTF8.self) else { return Uncoloured.stripped(line) }
        var scalars = String.UnicodeScalarView()
        for case .scalar(let scalar) in ControlSequenceScanner(text) { scalars.append(scalar) }
        return Array(String(scalars).utf8)
    }

    /// Whether there is a C1 control as UTF-8 has it: 0xC2 and 0x80 to 0x9F.
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
