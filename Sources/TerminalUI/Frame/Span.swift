/// A run of text in one style.
struct Span: Equatable, Sendable {
    var text: String
    var style: Style

    init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }
}

/// A line of spans.
struct StyledLine: Equatable, Sendable {
    var spans: [Span]

    init(_ spans: [Span] = []) {
        self.spans = spans
    }

    init(_ text: String, _ style: Style = .plain) {
        spans = [Span(text, style)]
    }

    var width: Int { spans.reduce(0) { $0 + TextMetrics.width(of: $1.text) } }
    var text: String { spans.map(\.text).joined() }

    mutating func append(_ text: String, _ style: Style = .plain) {
        if text.isEmpty { return }
        if let last = spans.indices.last, spans[last].style == style {
            spans[last].text += text
        } else {
            spans.append(Span(text, style))
        }
    }

    mutating func append(_ line: StyledLine) {
        for span in line.spans { append(span.text, span.style) }
    }

    /// Returns the line broken into rows of at most `width` columns, regardless of words. Always at least one row.
    func wrapped(to width: Int) -> [StyledLine] {
        guard width > 0 else { return [self] }
        var rows: [StyledLine] = []
        var row = StyledLine()
        var used = 0
        for span in spans {
            var part = ""
            if TextMetrics.isPlain(span.text) {
                // One column per byte. A line may have hundreds of thousands of them.
                var rest = Array(span.text.utf8)[...]
                while used + rest.count > width {
                    row.append(String(decoding: rest.prefix(width - used), as: UTF8.self), span.style)
                    rest = rest.dropFirst(width - used)
                    rows.append(row)
                    row = StyledLine()
                    used = 0
                }
                row.append(String(decoding: rest, as: UTF8.self), span.style)
                used += rest.count
                continue
            }
            for glyph in GlyphSequence(span.text) {
                if used + glyph.width > width, used > 0 {
                    row.append(part, span.style)
                    rows.append(row)
                    row = StyledLine()
                    part = ""
                    used = 0
                }
                part += glyph.text
                used += glyph.width
            }
            row.append(part, span.style)
        }
        rows.append(row)
        return rows
    }

    /// Returns the line without its first columns. A wide character that is cut in half becomes a space.
    func dropping(columns: Int) -> StyledLine {
        guard columns > 0 else { return self }
        var rest = StyledLine()
        var skipped = 0
        for span in spans {
            var part = ""
            if skipped < columns, TextMetrics.isPlain(span.text) {
                let count = min(columns - skipped, span.text.utf8.count)
                rest.append(String(decoding: span.text.utf8.dropFirst(count), as: UTF8.self), span.style)
                skipped += count
                continue
            }
            for glyph in GlyphSequence(span.text) {
                if skipped >= columns {
                    part += glyph.text
                } else {
                    skipped += glyph.width
                    if skipped > columns { part += " " }
                }
            }
            rest.append(part, span.style)
        }
        return rest
    }

    /// Returns the line if it fits, or else its head and the ellipsis. Never wider than `width`.
    func truncated(to width: Int, ellipsis: String) -> StyledLine {
        if fits(width) { return self }
        let ellipsisWidth = TextMetrics.width(of: ellipsis)
        let room = width - ellipsisWidth
        guard room >= 0 else { return StyledLine() }
        var head = StyledLine()
        var used = 0
        for span in spans {
            var part = ""
            for glyph in GlyphSequence(span.text) {
                if used + glyph.width > room {
                    head.append(part + ellipsis, span.style)
                    return head
                }
                part += glyph.text
                used += glyph.width
            }
            head.append(part, span.style)
        }
        return head
    }

    /// Whether the line fits. Stops measuring as soon as it does not: a line may be far longer than the screen.
    private func fits(_ width: Int) -> Bool {
        var used = 0
        for span in spans {
            if TextMetrics.isPlain(span.text) {
                used += span.text.utf8.count
            } else {
                for glyph in GlyphSequence(span.text) {
                    used += glyph.width
                    if used > width { return false }
                }
            }
            if used > width { return false }
        }
        return true
    }
}
