/// A position in the log text: the index of a line and a column of its text as displayed.
struct TextPlace: Hashable, Sendable, Comparable {
    var line: Int
    var column: Int

    static func < (left: TextPlace, right: TextPlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// The selection in the logs.
enum LogSelection: Hashable, Sendable {
    /// Whole lines from the anchor to the cursor.
    case lines(anchor: Int)
    /// Text in reading order, including both ends, as dragged with the mouse.
    case text(anchor: TextPlace, head: TextPlace)
}

/// The selected columns of a line; `columns` is unbounded where the selection continues on the next line.
struct SelectedLine: Hashable, Sendable {
    var line: Int
    var columns: Range<Int>

    static let everything = 0..<Int.max
    var isWhole: Bool { columns == Self.everything }
}

extension LogsPane {
    /// The selected lines, oldest first; empty without a selection.
    var selectedLines: Range<Int> {
        switch selection {
        case nil: 0..<0
        case .lines(let anchor):
            range(anchor, cursor ?? anchor)
        case .text(let anchor, let head):
            range(anchor.line, head.line)
        }
    }

    /// Returns the selected columns of a line; nil if none are selected.
    func selectedColumns(ofLine index: Int) -> Range<Int>? {
        guard selectedLines.contains(index) else { return nil }
        guard case .text(let anchor, let head) = selection else { return SelectedLine.everything }
        let (low, high) = (min(anchor, head), max(anchor, head))
        let start = index == low.line ? low.column : 0
        let end = index == high.line && high.column < .max ? high.column + 1 : .max
        return start..<max(start, end)
    }

    private func range(_ one: Int, _ other: Int) -> Range<Int> {
        let low = max(min(one, other), buffer.startIndex)
        let high = min(max(one, other) + 1, buffer.endIndex)
        return low..<max(low, high)
    }
}
