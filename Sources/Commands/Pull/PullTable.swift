import Foundations
import Subset

/// The outcome of a pull as text.
enum PullTable {
    static func render(_ outcome: PullOutcome, _ terminal: Terminal) -> String {
        var table = TextTable(header: ["TABLE", "ROWS"])
        for item in outcome.tables { table.add(.init(item.name), .init("\(item.rows)")) }
        let seconds = (outcome.seconds * 10).rounded() / 10
        let firms = outcome.firms.map(\.slug)
        let shown = firms.prefix(10).joined(separator: ", ") + (firms.count > 10 ? " and \(firms.count - 10) more" : "")
        return table.render(terminal) + """
            pulled \(outcome.rows.counted("row")) of \(outcome.firms.count.counted("firm")) as of \(outcome.asOf) in \
            \(seconds) s (\(Int(outcome.rowsPerSecond)) rows/s); \(outcome.searchedCells.counted("cell")) searched, \
            no original value left
            firms: \(shown)

            """
    }
}
