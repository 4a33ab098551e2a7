/// Facts, each with a label, and how they are laid out in rows: what the details pane is made of.
struct FactList {
    private enum Fact {
        /// Text after a label; it is wrapped.
        case text(label: String, String, Theme.Role)
        /// Lines with styles of their own after a label; they stand one after the other, and are cut.
        case list(label: String, [StyledLine])
        /// Text below what stands before it, indented.
        case note(String, Theme.Role)
    }

    /// With less room for what follows, there are no labels.
    private static let leastValue = 16
    private static let indentation = 2

    private let labelWidth: Int
    private var facts: [Fact] = []

    /// An empty list whose labels get so many columns.
    init(labelWidth: Int = 8) {
        self.labelWidth = labelWidth
    }

    /// Adds a text; nothing where there is none.
    mutating func add(_ label: String, _ text: String?, _ role: Theme.Role = .text) {
        if let text, !text.isEmpty { facts.append(.text(label: label, LogSanitizer.plain(text), role)) }
    }

    /// Adds a text that belongs to the fact before it; nothing where there is none.
    mutating func add(note text: String?, _ role: Theme.Role = .text) {
        if let text, !text.isEmpty { facts.append(.note(LogSanitizer.plain(text), role)) }
    }

    /// Adds short pieces; nothing where there are none.
    mutating func add(_ label: String, _ pieces: [StyledLine]) {
        if !pieces.isEmpty { facts.append(.list(label: label, pieces)) }
    }

    /// Columns that are left for what follows a label.
    func valueWidth(in width: Int) -> Int { max(0, width - shownLabelWidth(in: width)) }

    func rows(width: Int, _ appearance: AppModel.Appearance) -> [StyledLine] {
        guard width > 0 else { return [] }
        let theme = appearance.theme
        let room = valueWidth(in: width)
        return facts.flatMap { fact -> [StyledLine] in
            switch fact {
            case .text(let label, let text, let role):
                let lines = TextMetrics.wrapped(text, to: room).map { StyledLine($0, theme[role]) }
                return rows(label, lines, width: width, appearance)
            case .list(let label, let pieces):
                return rows(label, Self.flow(pieces, width: room), width: width, appearance)
            case .note(let text, let role):
                let indentation = min(Self.indentation, width - 1)
                return TextMetrics.wrapped(text, to: width - indentation).map { line in
                    StyledLine(String(repeating: " ", count: indentation) + line, theme[role])
                }
            }
        }
    }

    /// Rows with a label before the first of them.
    private func rows(
        _ label: String,
        _ lines: [StyledLine],
        width: Int,
        _ appearance: AppModel.Appearance
    ) -> [StyledLine] {
        let labelWidth = shownLabelWidth(in: width)
        return lines.enumerated().map { index, line in
            let head = labelWidth > 0 ? TextMetrics.padded(index == 0 ? label : "", to: labelWidth) : ""
            var row = StyledLine(head, appearance.theme[.muted])
            row.append(line.truncated(to: width - labelWidth, ellipsis: appearance.glyphs.ellipsis))
            return row
        }
    }

    /// Narrow panes have no room for labels.
    private func shownLabelWidth(in width: Int) -> Int {
        width >= labelWidth + Self.leastValue ? labelWidth : 0
    }

    /// Puts short pieces one after the other, in as many rows as they need.
    private static func flow(_ pieces: [StyledLine], width: Int) -> [StyledLine] {
        var rows: [StyledLine] = []
        var row = StyledLine()
        for piece in pieces {
            if !row.spans.isEmpty, row.width + 2 + piece.width > width {
                rows.append(row)
                row = StyledLine()
            }
            if !row.spans.isEmpty { row.append("  ") }
            row.append(piece)
        }
        rows.append(row)
        return rows
    }
}
