/// A list of labelled facts laid out in rows: the content of the details pane.
struct FactList {
    private enum Fact {
        /// Wrapped text after a label.
        case text(label: String, String, Theme.Role)
        /// Styled pieces after a label, laid out one after the other; long ones are cut.
        case list(label: String, [StyledLine])
        /// Indented text below the fact before it.
        case note(String, Theme.Role)
    }

    /// The minimum room for values; with less, labels are hidden.
    private static let leastValue = 16
    private static let indentation = 2

    private let labelWidth: Int
    private var facts: [Fact] = []

    /// Creates an empty list with a label column of this width.
    init(labelWidth: Int = 8) {
        self.labelWidth = labelWidth
    }

    /// Adds a text if it is not empty.
    mutating func add(_ label: String, _ text: String?, _ role: Theme.Role = .text) {
        if let text, !text.isEmpty { facts.append(.text(label: label, LogSanitizer.plain(text), role)) }
    }

    /// Adds a note to the preceding fact if it is not empty.
    mutating func add(note text: String?, _ role: Theme.Role = .text) {
        if let text, !text.isEmpty { facts.append(.note(LogSanitizer.plain(text), role)) }
    }

    /// Adds short pieces if there are any.
    mutating func add(_ label: String, _ pieces: [StyledLine]) {
        if !pieces.isEmpty { facts.append(.list(label: label, pieces)) }
    }

    /// Returns the width left for values.
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

    /// Returns rows with a label in the first one.
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

    /// The label width; 0 in narrow panes, which have no room for labels.
    private func shownLabelWidth(in width: Int) -> Int {
        width >= labelWidth + Self.leastValue ? labelWidth : 0
    }

    /// Lays out short pieces one after the other in as many rows as needed.
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
