import LogAnalysis

/// Makes what a service wrote fit to be shown: colours become styles, every other control sequence goes.
///
/// What a terminal would act on never comes out: no cursor movement, title, clipboard, device query or change of the
/// writing direction. Controls that belong to no sequence show as their pictures (␀), so that nothing is hidden.
struct LogSanitizer {
    /// Whether colours that the line brings are kept.
    var showsColours = true
    var tabWidth = 8
    /// Whether Unicode's control pictures can be shown.
    var showsPictures = true

    /// One line as spans. The styles of the line lie over `base`. With `columns` it may end once it is longer than that.
    func line(_ text: String, base: Style = .plain, columns: Int = .max / 8) -> StyledLine {
        if TextMetrics.isPlain(text) { return StyledLine(text, base) }
        var line = StyledLine()
        var run = ""
        var rendition = GraphicRendition()
        var column = 0
        // Generous: marks have no columns of their own.
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

    /// The text alone, for names, reasons and probe answers, which have no business with colours.
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
        if scalar.value < 0x80, let picture = HarmlessText.picture(of: scalar) {
            run.unicodeScalars.append(showsPictures ? picture : "?")
        } else if CharacterWidth.kind(of: scalar) != .hidden, !HarmlessText.isDeceptive(scalar) {
            run.unicodeScalars.append(scalar)
        }
    }

    /// A carriage return goes back to the start of the line, as progress bars do; the last writing counts.
    static func lastOverprint(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        let parts = text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: true)
        return parts.last.map { String($0) } ?? ""
    }

    private func merged(_ style: Style, over base: Style) -> Style {
        var merged = showsColours ? style : style.withoutColours
        if merged.foreground == .standard { merged.foreground = base.foreground }
        if merged.background == .standard { merged.background = base.background }
        merged.attributes.formUnion(base.attributes)
        return merged
    }
}
