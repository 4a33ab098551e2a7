import LogAnalysis

/// Makes service output safe for display: colours become styles, all other control sequences are removed.
///
/// The output contains nothing that a terminal would act on: no cursor movement, title, clipboard access, device query
/// or change of the writing direction. Controls outside a sequence are shown as their control pictures (␀), so nothing
/// is hidden.
struct LogSanitizer {
    /// Whether colours in the line are kept.
    var showsColours = true
    var tabWidth = 8
    /// Whether the terminal can show Unicode's control pictures.
    var showsPictures = true

    /// Returns a line as spans, its styles layered over `base`. With `columns` the result may be cut once it is longer.
    func line(_ text: String, base: Style = .plain, columns: Int = .max / 8) -> StyledLine {
        if TextMetrics.isPlain(text) { return StyledLine(text, base) }
        var line = StyledLine()
        var run = ""
        var rendition = GraphicRendition()
        var column = 0
        // Generous, because combining marks occupy no columns.
        var budget = columns * 4 + 64
        func style() -> Style { merged(rendition.style, over: base) }

        for token in ControlSequenceScanner(Self.lastOverprint(text)) {
            if budget < 0 { break }
            switch token {
            case .sequence:
                continue
            case .rendition(let parameters):
                column += TextMetrics.width(of: run)
                line.append(run, style())
                run = ""
                rendition.apply(parameters)
            case .scalar("\t"):
                let reached = column + TextMetrics.width(of: run)
                run += String(repeating: " ", count: tabWidth - reached % tabWidth)
            case .scalar(let scalar):
                budget -= 1
                append(scalar, to: &run)
            }
        }
        line.append(run, style())
        return line
    }

    /// Returns the text without styles, for names, reasons and probe messages, which should not bring colours.
    static func plain(_ text: String) -> String {
        if TextMetrics.isPlain(text) { return text }
        var plain = ""
        for case .scalar(let scalar) in ControlSequenceScanner(text) {
            if CharacterWidth.kind(of: scalar) != .hidden {
                plain.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace {
                plain += " "
            }
        }
        return plain
    }

    private func append(_ scalar: Unicode.Scalar, to run: inout String) {
        if scalar.value < 0x80, let picture = TerminalSanitizer.picture(of: scalar) {
            run.unicodeScalars.append(showsPictures ? picture : "?")
        } else if CharacterWidth.kind(of: scalar) != .hidden, !TerminalSanitizer.isDeceptive(scalar) {
            run.unicodeScalars.append(scalar)
        }
    }

    /// Returns the text after the last carriage return, which restarts the line as progress bars do.
    static func lastOverprint(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        let parts = text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: true)
        return parts.last.map { String($0) } ?? ""
    }

    private func merged(_ style: Style, over base: Style) -> Style {
        var merged = showsColours ? style : style.strippingColors
        if merged.foreground == .standard { merged.foreground = base.foreground }
        if merged.background == .standard { merged.background = base.background }
        merged.attributes.formUnion(base.attributes)
        return merged
    }
}
