import ControlAPI

/// The differences between a database's rows and the seeded ones.
struct RowDrift: Hashable, Sendable {
    /// A change of a table itself.
    enum TableChange: String, Hashable, Sendable {
        case added
        case dropped
        /// Its columns or its primary key changed. All of its rows count as changed, unless columns were only added.
        case altered
    }

    /// The drift by firm id and table, if any. Rows of no firm are under the empty string.
    var rows: [String: [String: Drift]] = [:]
    /// The changes of tables, by name.
    var tables: [String: TableChange] = [:]

    /// Returns the totals over all tables, by firm id.
    func byFirm(_ isSeeded: (String) -> Bool) -> [String: Drift] {
        rows.filter { isSeeded($0.key) }.mapValues { $0.values.reduce(Drift.none, +) }
    }

    /// Returns the totals over all owners that are not seeded firms, by table.
    func ofNoFirm(_ isSeeded: (String) -> Bool) -> [String: Drift] {
        rows.filter { !isSeeded($0.key) }.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }

    var isNone: Bool { rows.isEmpty && tables.isEmpty }
}
