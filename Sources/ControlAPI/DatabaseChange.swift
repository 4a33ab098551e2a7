/// A difference between the stack's database and its template that belongs to no firm: a schema object that a developer
/// created, changed or dropped, or rows that no firm owns.
package struct DatabaseChange: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case table
        case view
        case materializedView = "materialized_view"
        case column
        case columnType = "column_type"
        /// A column's default, or the expression that generates it.
        case columnDefault = "default"
        case notNull = "not_null"
        case primaryKey = "primary_key"
        case constraint
        case index
        case statistics
        case policy
        /// Whether row-level security is enabled or forced on a table.
        case rowSecurity = "row_security"
        case trigger
        case rule
        /// A function, procedure or aggregate.
        case function
        /// A type, domain or enumeration.
        case type
        case sequence
        case schema
        case `extension`
        case owner
        case grant
        case defaultPrivileges = "default_privileges"
        case comment
        /// An attribute, setting or membership of a role. ``DatabaseChange/role`` names the role, and
        /// ``DatabaseChange/table`` is nil.
        case roleAttribute = "role_attribute"
        /// Large objects, which have no names.
        case largeObjects = "large_objects"
        /// Any other named object, such as a publication. The name starts with the object's type.
        case object
        /// Rows of a seeded table that no firm owns, counted in ``DatabaseChange/drift``.
        case rows
    }

    /// What happened to it since the seed.
    package enum Change: String, Sendable, Codable {
        case added, changed, dropped
    }

    package struct RowCount: Hashable, Sendable, Codable {
        package var count: Int
        /// Whether the count is the server's estimate. Large tables are not counted.
        package var isEstimate: Bool

        package init(_ count: Int, isEstimate: Bool = false) {
            self.count = count
            self.isEstimate = isEstimate
        }
    }

    package var kind: Kind
    /// The object's name, qualified by its schema unless that is `public`. Chosen by a developer: sanitize it before
    /// printing it to a terminal.
    package var name: String
    /// The table that the object belongs to, if any.
    package var table: String?
    /// The role of a `roleAttribute`; nil for every other kind.
    package var role: String?
    package var change: Change
    /// The rows of an added table; nil if unknown.
    package var rows: RowCount?
    /// The drift of a seeded table; only for ``Kind/rows``.
    package var drift: DataStatus.Drift?

    package init(
        _ kind: Kind,
        _ name: String,
        table: String? = nil,
        role: String? = nil,
        _ change: Change,
        rows: RowCount? = nil,
        drift: DataStatus.Drift? = nil
    ) {
        self.kind = kind
        self.name = name
        self.table = table
        self.role = role
        self.change = change
        self.rows = rows
        self.drift = drift
    }
}
