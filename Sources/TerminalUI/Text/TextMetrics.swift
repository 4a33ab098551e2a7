/// Width, clipping and wrapping of plain text in columns.
package enum TextMetrics {
    static func width(of text: String) -> Int {
        if isPlain(text) { return text.utf8.count }
        return GlyphSequence(text).reduce(0) { $0 + $1.width }
    }

    /// Returns the text if it fits, or else its head and the ellipsis. Never wider than `width`.
    static func truncated(_ text: String, to width: Int, ellipsis: String) -> String {
        if isPlain(text), text.utf8.count <= width { return text }
        guard width > 0 else { return "" }
        let room = width - TextMetrics.width(of: ellipsis)
        var head = ""
        var used = 0
        var cut = ""
        for glyph in GlyphSequence(text) {
            if used + glyph.width > width { return room >= 0 ? cut + ellipsis : head }
            head += glyph.text
            used += glyph.width
            if used <= room { cut = head }
        }
        return head
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - TextMetrics.width(of: text)))
    }

    /// Returns lines of at most `width` columns, broken at spaces, or inside words that are wider.
    package static func wrapped(_ text: String, to width: Int) -> [String] {
        guard width > 0 else { return [] }
        var lines: [String] = []
        var line = ""
        var used = 0
        func finish() {
            lines.append(line)
            line = ""
            used = 0
        }
        for word in text.split(whereSeparator: \.isWhitespace) {
            let wordWidth = TextMetrics.width(of: String(word))
            if used > 0, used + 1 + wordWidth <= width {
                line += " " + word
                used += 1 + wordWidth
                continue
            }
            if used > 0 { finish() }
            for glyph in GlyphSequence(String(word)) {
                if used + glyph.width > width, used > 0 { finish() }
                guard glyph.width <= width else { continue }
                line += glyph.text
                used += glyph.width
            }
        }
        if used > 0 || lines.isEmpty { finish() }
        return lines
    }

    /// Whether every byte is printable ASCII, one column each: a cheap check for the common case.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }
}
