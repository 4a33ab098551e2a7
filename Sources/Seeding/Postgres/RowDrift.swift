import ControlAPI

/// How a database's rows differ from those that it was seeded with.
struct RowDrift: Hashable, Sendable {
    /// What happened to a table itself.
    enum TableChange: String, Hashable, Sendable {
        case added
        case dropped
        /// Its columns or its primary key are others. All of its rows count as changed, unless columns were only added.
        case altered
    }

    /// By the firm's id and the table, where anything differs. Rows of no firm are under the empty text.
    var rows: [String: [String: Drift]] = [:]
    /// By the table's name.
    var tables: [String: TableChange] = [:]

    /// The sums over all tables, by the firm's id.
    func byFirm(_ isSeeded: (String) -> Bool) -> [String: Drift] {
        rows.filter { isSeeded($0.key) }.mapValues { $0.values.reduce(Drift.none, +) }
    }

    /// The sums over all owners that are no seeded firm, by the table.
    func ofNoFirm(_ isSeeded: (String) -> Bool) -> [String: Drift] {
        rows.filter { !isSeeded($0.key) }.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }

    var isNone: Bool { rows.isEmpty && tables.isEmpty }
}
