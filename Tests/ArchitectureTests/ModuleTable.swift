/// The module table of ARCHITECTURE.md: who may import whom.
///
/// It is the one table whose head is `target | what | may import | libraries`. Names are those in backticks, a target a
/// row; what else a cell says is for people.
struct ModuleTable {
    struct Row {
        var target: String
        /// Targets of this package.
        var mayImport: Set<String>
        /// Modules of other packages.
        var libraries: Set<String>
        /// The row's line in the document, counted from 1.
        var line: Int
    }

    static let head = ["target", "what", "may import", "libraries"]

    private(set) var rows: [String: Row] = [:]
    /// What is wrong with the table itself.
    private(set) var problems: [String] = []

    init(markdown: String) {
        var isInside = false
        for (index, line) in markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let cells = Self.cells(of: line) else {
                isInside = false
                continue
            }
            if cells == Self.head {
                isInside = true
            } else if isInside, cells.count == Self.head.count, !cells[0].allSatisfy({ $0 == "-" || $0 == ":" }) {
                add(cells, line: index + 1)
            }
        }
        if rows.isEmpty {
            problems.append("ARCHITECTURE.md: no table with the head | \(Self.head.joined(separator: " | ")) |")
        }
    }

    private mutating func add(_ cells: [String], line: Int) {
        let targets = Self.names(in: cells[0])
        guard targets.count == 1, rows[targets[0]] == nil else {
            problems.append("ARCHITECTURE.md:\(line): a row names one target, and a target has one row")
            return
        }
        rows[targets[0]] = Row(
            target: targets[0],
            mayImport: Set(Self.names(in: cells[2])),
            libraries: Set(Self.names(in: cells[3])),
            line: line
        )
    }

    /// The cells of a table's line; nil for another line.
    private static func cells(of line: Substring) -> [String]? {
        let trimmed = line.trimmingSpaces
        guard trimmed.hasPrefix("|"), trimmed.hasSuffix("|"), trimmed.count > 1 else { return nil }
        return trimmed.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
            .map { String($0.trimmingSpaces) }
    }

    /// The words in backticks.
    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }
}

extension Substring {
    /// Without white space at both ends.
    var trimmingSpaces: Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
