import ControlAPI
import LogAnalysis

/// The plain text of log lines.
enum LogText {
    private static let plain = LogSanitizer(showsColours: false)

    /// Returns the text as displayed and searched: without control sequences, tabs as spaces.
    static func shown(_ text: String) -> String {
        TextMetrics.isPlain(text) ? text : plain.line(text).text
    }

    /// Returns the text, or its head and an ellipsis if it is longer than `bytes`. Ignores text overwritten after a
    /// carriage return.
    static func head(_ text: String, bytes: Int, ellipsis: String) -> String {
        guard text.utf8.count > bytes else { return text }
        let text = LogSanitizer.lastOverprint(text)
        guard text.utf8.count > bytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: max(0, bytes))
        // Do not split a character.
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + ellipsis
    }

    /// Returns the text for the clipboard: the service's output without control characters except tabs, and without
    /// bidirectional controls.
    static func copyable(_ text: String) -> String {
        if TextMetrics.isPlain(text) { return text }
        var copy = ""
        for case .scalar(let scalar) in ControlSequenceScanner(LogSanitizer.lastOverprint(text)) {
            // Joiners and variation selectors form one emoji from several characters.
            let joins = scalar.value == 0x200D || scalar.properties.isVariationSelector
            if scalar == "\t" || joins || CharacterWidth.kind(of: scalar) != .hidden {
                copy.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace {
                copy.unicodeScalars.append(" ")
            }
        }
        return copy
    }

    /// Returns the part of a line in a range of display columns; includes wide characters that are half inside.
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

extension LogsPane {
    /// The selection, or the line at the cursor, or the newest line: without times, names and borders.
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
        // A mouse selection is copied as displayed.
        return lines.map { index in
            let text = JSONLineText(buffer[index].text)?.text ?? buffer[index].text
            return LogText.copyable(text, columns: selectedColumns(ofLine: index) ?? SelectedLine.everything)
        }.joined(separator: "\n")
    }

    /// All buffered lines.
    var copyableView: String {
        buffer.indices.map { LogText.copyable(buffer[$0].text) }.joined(separator: "\n")
    }
}
