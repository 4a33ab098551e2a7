import ControlAPI

/// How the stack's database differs from the template that it is a clone of.
struct DatabaseDrift: Hashable, Sendable {
    /// Rows by the firm's id, where any differ. Only seeded firms; rows of others are among the ``changes``.
    var firms: [String: Drift] = [:]
    /// What no firm owns, by kind and then name.
    var changes: [DatabaseChange] = []
    /// What could not be compared, and why; nil where all was.
    var notCompared: String?

    /// As seeded.
    static let none = DatabaseDrift()

    /// Whether replacing the database loses nothing. Not known is not none.
    var isNone: Bool { firms.values.allSatisfy { $0.total == 0 } && changes.isEmpty && notCompared == nil }
}
