/// A table for people: left-aligned columns, two spaces between them, no lines.
struct TextTable {
    var header: [String]
    var rows: [[Cell]] = []

    struct Cell {
        var text: String
        var style: Terminal.Style?

        init(_ text: String, _ style: Terminal.Style? = nil) {
            self.text = text
            self.style = style
        }
    }

    init(header: [String]) { self.header = header }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    func render(_ terminal: Terminal) -> String {
        let all = [header.map { Cell($0, .dim) }] + rows
        let columns = all.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            all.compactMap { $0.indices.contains(column) ? $0[column].text.count : nil }.max() ?? 0
        }
        return all.map { row in
            row.enumerated().map { column, cell in
                let isLast = column == row.count - 1
                let padding = isLast ? "" : String(repeating: " ", count: widths[column] - cell.text.count + 2)
                return (cell.style.map { terminal.paint(cell.text, $0) } ?? cell.text) + padding
            }.joined() + "\n"
        }.joined()
    }
}
