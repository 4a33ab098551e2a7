import ControlAPI
import LogAnalysis

/// The text of log lines without anything that belongs to the screen.
enum LogText {
    private static let plain = LogSanitizer(showsColours: false)

    /// As it stands on the screen, and is searched: without control sequences, tabs as spaces.
    static func shown(_ text: String) -> String {
        TextMetrics.isPlain(text) ? text : plain.line(text).text
    }

    /// Its beginning and an ellipsis where it has more bytes than that. What a carriage return covers does not count.
    static func head(_ text: String, bytes: Int, ellipsis: String) -> String {
        guard text.utf8.count > bytes else { return text }
        let text = LogSanitizer.lastOverprint(text)
        guard text.utf8.count > bytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: max(0, bytes))
        // Not within a character.
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + ellipsis
    }

    /// As it is copied: what a service wrote, without control characters but tabs, and without what turns the
    /// direction of writing around.
    static func copyable(_ text: String) -> String {
        if TextMetrics.isPlain(text) { return text }
        var copy = ""
        for case .scalar(let scalar) in ControlSequenceScanner(LogSanitizer.lastOverprint(text)) {
            // Joiners and selectors make one emoji of several characters.
            let joins = scalar.value == 0x200D || scalar.properties.isVariationSelector
            if scalar == "\t" || joins || CharacterWidth.kind(of: scalar) != .hidden {
                copy.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace {
                copy.unicodeScalars.append(" ")
            }
        }
        return copy
    }

    /// The part of a line that lies in columns of the screen; a wide character belongs to it if half of it does.
    static func copyable(_ text: String, columns: Range<Int>) -> String {
        var part = ""
        var column = 0
        var isWhole = columns.lowerBound == 0
        for glyph in GlyphSequence(shown(text)) {
            if column >= columns.upperBound {
                isWhole = false
                break
            }
            if column + glyph.width > columns.lowerBound { part += glyph.text }
            column += glyph.width
        }
        return isWhole ? copyable(text) : part
    }
}

extension LogPane {
    /// What is selected, or the line with the cursor, or the newest one: without times, names and borders.
    var copyableSelection: String {
        var lines = selectedLines
        if lines.isEmpty, !buffer.isEmpty {
            let line = min(max(cursor ?? buffer.endIndex - 1, buffer.startIndex), buffer.endIndex - 1)
            lines = line..<line + 1
            return LogText.copyable(buffer[line].text)
        }
        guard case .text = selection else {
            return lines.map { LogText.copyable(buffer[$0].text) }.joined(separator: "\n")
        }
        // What the mouse went over, as it stands there.
        return lines.map { index in
            let text = JSONLineText(buffer[index].text)?.text ?? buffer[index].text
            return LogText.copyable(text, columns: selectedColumns(ofLine: index) ?? SelectedLine.everything)
        }.joined(separator: "\n")
    }

    /// Every line that is here.
    var copyableView: String {
        buffer.indices.map { LogText.copyable(buffer[$0].text) }.joined(separator: "\n")
    }
}
