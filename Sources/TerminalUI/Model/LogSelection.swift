/// A place in the text of a line that is here: its index, and a column of its text as it is shown.
struct TextPlace: Hashable, Sendable, Comparable {
    var line: Int
    var column: Int

    static func < (left: TextPlace, right: TextPlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// What is selected in the logs.
enum LogSelection: Hashable, Sendable {
    /// Whole lines, from this one to the cursor.
    case lines(anchor: Int)
    /// Text in reading order, both ends included, as it is dragged with the mouse.
    case text(anchor: TextPlace, head: TextPlace)
}

/// The columns of a line that are selected; `columns` has no end that matters where the selection goes on.
struct SelectedLine: Hashable, Sendable {
    var line: Int
    var columns: Range<Int>

    static let everything = 0..<Int.max
    var isWhole: Bool { columns == Self.everything }
}

extension LogPane {
    /// The lines that are selected, oldest first; empty where none is.
    var selectedLines: Range<Int> {
        switch selection {
        case nil: 0..<0
        case .lines(let anchor):
            range(anchor, cursor ?? anchor)
        case .text(let anchor, let head):
            range(anchor.line, head.line)
        }
    }

    /// The columns of a line that are selected; nil where none is.
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
