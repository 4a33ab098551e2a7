import ControlAPI

/// The differences between the stack's database and the template that it was cloned from.
struct DatabaseDrift: Hashable, Sendable {
    /// Row drift by firm id, where there is any. Contains only seeded firms; rows of other owners are in ``changes``.
    var firms: [String: Drift] = [:]
    /// Changes that belong to no firm, sorted by kind and name.
    var changes: [DatabaseChange] = []
    /// What could not be compared, and why; nil if the comparison is complete.
    var notCompared: String?

    static let none = DatabaseDrift()

    /// Whether replacing the database loses nothing. An incomplete comparison does not count as no drift.
    var isNone: Bool { firms.values.allSatisfy { $0.total == 0 } && changes.isEmpty && notCompared == nil }
}
