extension Frame {
    /// Draws a box with a title in its top edge and returns the area inside.
    ///
    /// Draws nothing and returns `rect` if there is no room for both edges and content.
    mutating func box(_ rect: Rect, title: StyledLine, trailing: StyledLine = StyledLine(), look: BoxLook) -> Rect {
        guard rect.inside != rect else { return rect }
        let lines = look.glyphs.box
        let style = look.style
        let across = String(repeating: lines.horizontal, count: rect.width - 2)
        write(lines.topLeft + across + lines.topRight, x: rect.x, y: rect.y, style: style, in: rect)
        write(lines.bottomLeft + across + lines.bottomRight, x: rect.x, y: rect.endY - 1, style: style, in: rect)
        for y in rect.y + 1..<rect.endY - 1 {
            write(lines.vertical, x: rect.x, y: y, style: style, in: rect)
            write(lines.vertical, x: rect.endX - 1, y: y, style: style, in: rect)
        }
        let room = rect.width - 4
        let titleRoom = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: 1)
        if !title.spans.isEmpty, room > 2 {
            let cut = title.truncated(to: room - 2, ellipsis: look.glyphs.ellipsis)
            var padded = StyledLine(" ", style)
            padded.append(cut)
            padded.append(" ", style)
            let end = write(padded, x: rect.x + 1, y: rect.y, in: titleRoom)
            let trailingWidth = trailing.width
            if trailingWidth > 0, end + trailingWidth < rect.endX - 1 {
                write(trailing, x: rect.endX - 1 - trailingWidth, y: rect.y, in: titleRoom)
            }
        }
        return rect.inset(by: 1, rows: 1)
    }

    /// Writes the number of rows hidden above and below into a box's bottom edge; nothing if all rows are visible.
    mutating func overflow(_ rect: Rect, above: Int, below: Int, _ appearance: AppModel.Appearance) {
        let glyphs = appearance.glyphs
        guard rect.width >= 4, rect.height >= 3, above > 0 || below > 0 else { return }
        let rest = [above > 0 ? "\(glyphs.up) \(above)" : nil, below > 0 ? "\(glyphs.down) \(below)" : nil]
        let text = " \(rest.compactMap(\.self).joined(separator: " ")) "
        let x = rect.endX - 2 - TextMetrics.width(of: text)
        if x > rect.x { write(text, x: x, y: rect.endY - 1, style: appearance.theme[.muted], in: rect) }
    }
}

extension Frame {
    /// Draws a box over everything with a title and returns the area for text inside.
    mutating func overlay(
        _ rect: Rect,
        title: StyledLine,
        trailing: StyledLine = StyledLine(),
        _ appearance: AppModel.Appearance
    ) -> Rect {
        clear(rect)
        return box(rect, title: title, trailing: trailing, look: appearance.look(isFocused: true)).inset(by: 1, rows: 0)
    }

    /// Writes the rows of a scrolled text from one on, cut to the area, and how many more there are into a box's edge.
    mutating func write(
        _ rows: [StyledLine],
        from first: Int = 0,
        in area: Rect,
        edge: Rect? = nil,
        _ appearance: AppModel.Appearance
    ) {
        for (index, row) in rows.dropFirst(first).prefix(area.height).enumerated() {
            let cut = row.truncated(to: area.width, ellipsis: appearance.glyphs.ellipsis)
            write(cut, x: area.x, y: area.y + index, in: area.row(index))
        }
        if let edge { overflow(edge, above: first, below: rows.count - first - area.height, appearance) }
    }

    /// Writes a note where there is nothing to list.
    mutating func write(note: String, in area: Rect, _ appearance: AppModel.Appearance) {
        let line = StyledLine(note, appearance.theme[.muted])
            .truncated(to: area.width - 2, ellipsis: appearance.glyphs.ellipsis)
        write(line, x: area.x + 1, y: area.y, in: area)
    }
}

extension AppModel.Appearance {
    /// Returns the look of a box.
    func look(isFocused: Bool) -> BoxLook {
        BoxLook(glyphs: glyphs, style: theme[isFocused ? .focusedBorder : .border])
    }
}

/// The glyphs and style of a box's edges.
struct BoxLook {
    var glyphs: Glyphs
    var style: Style
}
