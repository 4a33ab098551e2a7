import ControlAPI

/// How a database's rows differ from those that it was seeded with.
struct RowDrift: Hashable, Sendable {
    /// What happened to a table itself.
    enum TableChange: String, Hashable, Sendable {
        case added
        case dropped
        /// Its columns or its primary key are others, so all of its rows count as changed.
        case altered
    }

    /// By the firm's id and the table, where anything differs. Rows of no firm are under the empty text.
    var rows: [String: [String: Drift]] = [:]
    /// By the table's name.
    var tables: [String: TableChange] = [:]

    /// The sums over all tables, by the firm's id.
    var byFirm: [String: Drift] { rows.mapValues { $0.values.reduce(Drift.none, +) } }

    var isNone: Bool { rows.isEmpty && tables.isEmpty }
}
