/// Prints diagnostics in the form that compilers use: the message, the source line, a caret, notes and a hint.
///
///     compose.yaml:12:7: error: unknown key 'imge' in service 'api' [unknown-key]
///        12 |       imge: nginx
///           |       ^^^^
///           = hint: did you mean 'image'?
package struct DiagnosticRenderer: Sendable {
    /// Whether to write ANSI colours.
    package var color: Bool
    /// Returns the text of a file, or nil if it is unavailable; the source line is then omitted.
    package var source: @Sendable (String) -> String?

    package init(color: Bool, source: @escaping @Sendable (String) -> String? = { _ in nil }) {
        self.color = color
        self.source = source
    }

    /// Returns all diagnostics, each ending with a newline, followed by a count if there is more than one error.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        var lines: [String: [Substring]] = [:]
        var text = ""
        for diagnostic in diagnostics.inReadingOrder() {
            text += render(diagnostic, lines: &lines)
        }
        let errors = diagnostics.count { $0.severity == .error }
        if errors > 1 { text += paint("\(errors) errors", .bold) + "\n" }
        return text
    }

    private func render(_ diagnostic: Diagnostic, lines: inout [String: [Substring]]) -> String {
        let place = diagnostic.location.map { "\($0): ".visible } ?? ""
        let severity = paint("\(diagnostic.severity.rawValue):", diagnostic.severity.style)
        var text = paint(place, .bold) + severity + " " + paint(diagnostic.message.visible, .bold)
        text += paint(" [\(diagnostic.code.rawValue)]", .dim) + "\n"
        if let location = diagnostic.location {
            text += excerpt(at: location, length: diagnostic.length, lines: &lines)
        }
        for note in diagnostic.notes {
            let place = note.location.map { "\($0): ".visible } ?? ""
            text += "          = note: \(place)\(note.message.visible)\n"
        }
        if let hint = diagnostic.hint { text += "          = hint: \(hint.visible)\n" }
        return text
    }

    private func excerpt(at location: SourceLocation, length: Int, lines: inout [String: [Substring]]) -> String {
        if lines[location.file] == nil {
            lines[location.file] =
                source(location.file)?.split(omittingEmptySubsequences: false) { $0.isNewline } ?? []
        }
        guard let all = lines[location.file], all.indices.contains(location.line - 1) else { return "" }
        let line = all[location.line - 1]
        guard location.column <= line.count + 1 else { return "" }

        // A very long line is cut around the column, so that the excerpt fits on one screen line.
        let width = 100
        let start = location.column > width ? location.column - width / 2 : 1
        let shown = line.dropFirst(start - 1).prefix(width)
        let before = shown.prefix(location.column - start).map { $0 == "\t" ? "\t" : " " }.joined()
        let carets = String(repeating: "^", count: max(1, min(length, shown.count - (location.column - start))))
        let number = String(location.line)
        let gutter = String(repeating: " ", count: max(0, 8 - number.count)) + number
        let leading = start > 1 ? "…" : ""
        return "\(gutter) | \(leading)\(String(shown).visible)\n"
            + "         | \(leading.isEmpty ? "" : " ")\(before)\(paint(carets, .red))\n"
    }

    // MARK: Colour

    /// Every control sequence that rendered text can contain. Control characters in messages, paths and source lines
    /// are made visible.
    package static let sequences = Style.allCases.map(\.sequence) + [reset]

    private static let reset = "\u{1B}[0m"

    fileprivate enum Style: String, CaseIterable {
        case bold = "1"
        case dim = "2"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"

        var sequence: String { "\u{1B}[\(rawValue)m" }
    }

    private func paint(_ text: String, _ style: Style) -> String {
        color && !text.isEmpty ? style.sequence + text + Self.reset : text
    }
}

extension Diagnostic.Severity {
    fileprivate var style: DiagnosticRenderer.Style {
        switch self {
        case .note: .cyan
        case .warning: .yellow
        case .error: .red
        }
    }
}

extension String {
    /// The string with control characters made visible, so that a hostile file cannot drive the terminal.
    fileprivate var visible: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09: result.append(scalar)
            case 0x00...0x1F: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? " ")
            case 0x7F: result.append("␡")
            case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F, 0xFFF9...0xFFFB,
                0xE0000...0xE007F:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
