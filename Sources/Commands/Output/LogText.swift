/// Makes what a service wrote harmless for a terminal: of all control sequences only colours (SGR) stay.
enum LogText {
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || isBidi($0) })
        else { return text }
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        var isColored = false
        while let scalar = scalars.popFirst() {
            switch scalar.value {
            case 0x09:
                result.append(scalar)
            case 0x1B:
                if let end = colorSequence(scalars) {
                    result.append(scalar)
                    result.append(contentsOf: scalars[..<end])
                    scalars = scalars[end...]
                    isColored = true
                } else {
                    result.append("␛")
                }
            case 0x00..<0x20:
                result.append(Unicode.Scalar(0x2400 + scalar.value) ?? " ")
            case 0x7F...0x9F:
                result.append("\u{FFFD}")
            default:
                result.append(isBidi(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(result) + (isColored ? "\u{1B}[0m" : "")
    }

    /// The end of `[0-9;:]*m` after a `[`; nil for anything else.
    private static func colorSequence(
        _ scalars: Substring.UnicodeScalarView
    ) -> Substring.UnicodeScalarView.Index? {
        guard scalars.first == "[" else { return nil }
        var index = scalars.index(after: scalars.startIndex)
        while index < scalars.endIndex {
            switch scalars[index] {
            case "0"..."9", ";", ":": index = scalars.index(after: index)
            case "m": return scalars.index(after: index)
            default: return nil
            }
        }
        return nil
    }

    /// Marks that reorder text, which could make a line read as something else.
    private static func isBidi(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
