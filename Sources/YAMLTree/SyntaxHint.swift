import Diagnostics

/// Guesses the user's mistake behind a syntax error. libyaml's message states what it expected, not what is wrong.
struct SyntaxHint {
    /// The file's lines.
    private let lines: [ArraySlice<UInt8>]

    init(text: ArraySlice<UInt8>) {
        lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// Whether the beginning of the construct is the mistake, such as a quote that is never closed. libyaml reports where
    /// it gave up, which may be the end of the file.
    func isMistake(at start: YAMLEvent.Mark, _ error: YAMLSyntaxError) -> Bool {
        error.context == "while scanning a simple key" || lines.dropFirst(error.mark.line).allSatisfy(Self.isBlank)
    }

    /// Returns a hint, or nil for an unknown mistake.
    func hint(for error: YAMLSyntaxError) -> String? {
        if error.problem.hasSuffix("cannot start any token") {
            return "indent with spaces, not tabs, and quote text that starts with this character"
        }
        if lines.indices.contains(error.mark.line), let hint = Self.blankHint(lines[error.mark.line]) { return hint }
        guard error.problem.hasPrefix("mapping values are not allowed"), lines.indices.contains(error.mark.line) else {
            return nil
        }
        let line = lines[error.mark.line]
        let before = String(decoding: line, as: UTF8.self).unicodeScalars.prefix(error.mark.column)
        if String(before).contains(": ") { return "quote text that contains ': '" }
        guard let previous = lines[..<error.mark.line].lastIndex(where: { !Self.isBlank($0) }),
            Self.indentation(of: lines[previous]) < Self.indentation(of: line),
            !lines[previous].contains(UInt8(ascii: ":")), !lines[previous].contains(UInt8(ascii: "#"))
        else { return nil }
        return "line \(previous + 1) is missing a ':' at the end"
    }

    /// Returns a hint for a line whose indentation contains blanks that are not white space in YAML.
    private static func blankHint(_ line: ArraySlice<UInt8>) -> String? {
        let indentation = String(decoding: line, as: UTF8.self).unicodeScalars.prefix { $0 == " " || $0.isUnicodeBlank }
        return indentation.first(where: \.isUnicodeBlank)?.unicodeBlankHint
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    private static func indentation(of line: ArraySlice<UInt8>) -> Int { line.prefix { $0 == 0x20 }.count }
}
