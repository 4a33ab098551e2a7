import LogAnalysis

/// A text table: left-aligned columns, separated by two spaces, without rules.
struct TextTable {
    var header: [String]
    var rows: [[Cell]] = []

    struct Cell {
        var text: String
        var style: Terminal.Style?

        init(_ text: String, _ style: Terminal.Style? = nil) {
            // A line feed would end the row, and widths must be measured after sanitizing.
            self.text = TerminalSanitizer.oneLine(text)
            self.style = style
        }
    }

    init(header: [String]) { self.header = header }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    /// Drops columns in the given order until every row fits the width. The table may still be wider in the end.
    mutating func fit(_ width: Int, leavingOut columns: [String]) {
        for name in columns where lineWidth > width {
            guard let column = header.firstIndex(of: name) else { continue }
            header.remove(at: column)
            for row in rows.indices { rows[row].remove(at: column) }
        }
    }

    private var allRows: [[Cell]] { [header.map { Cell($0, .dim) }] + rows }

    private var widths: [Int] {
        let all = allRows
        return (0..<(all.map(\.count).max() ?? 0)).map { column in
            all.compactMap { $0.indices.contains(column) ? $0[column].text.count : nil }.max() ?? 0
        }
    }

    private var lineWidth: Int { widths.reduce(0) { $0 + $1 + 2 } - 2 }

    func render(_ terminal: Terminal) -> String {
        let widths = widths
        return allRows.map { row in
            row.enumerated().map { column, cell in
                let isLast = column == row.count - 1
                let padding = isLast ? "" : String(repeating: " ", count: widths[column] - cell.text.count + 2)
                return (cell.style.map { terminal.paint(cell.text, $0) } ?? cell.text) + padding
            }.joined() + "\n"
        }.joined()
    }
}
