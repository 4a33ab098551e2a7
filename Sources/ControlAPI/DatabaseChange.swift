/// One difference between the stack's database and its template that belongs to no firm: an object of the schema that a
/// developer made, changed or dropped, or rows that no firm owns.
package struct DatabaseChange: Hashable, Sendable, Codable {
    /// What differs.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case table
        case view
        case materializedView = "materialized_view"
        case column
        /// A column's type.
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
        /// Privileges on an object.
        case grant
        /// Privileges that objects get when they are created.
        case defaultPrivileges = "default_privileges"
        case comment
        /// An attribute, a setting or the membership of a role; ``DatabaseChange/table`` is nil, ``DatabaseChange/role``
        /// says whose.
        case roleAttribute = "role_attribute"
        /// Large objects, which have no names.
        case largeObjects = "large_objects"
        /// Anything else that has a name, such as a publication; the name begins with what it is.
        case object
        /// Rows of a seeded table that no firm owns; ``DatabaseChange/drift`` says how many.
        case rows
    }

    /// What happened to it since the seed.
    package enum Change: String, Sendable, Codable {
        case added, changed, dropped
    }

    /// How many rows a table has.
    package struct RowCount: Hashable, Sendable, Codable {
        /// The rows.
        package var count: Int
        /// Whether the count is the server's estimate: large tables are not counted.
        package var isEstimate: Bool

        /// A count, exact unless it says otherwise.
        package init(_ count: Int, isEstimate: Bool = false) {
            self.count = count
            self.isEstimate = isEstimate
        }
    }

    /// What differs.
    package var kind: Kind
    /// The object's name, with its schema before it unless that is `public`. Written by a developer: sanitise it before
    /// it reaches a terminal.
    package var name: String
    /// The table that it belongs to; nil where it belongs to none.
    package var table: String?
    /// The role whose attribute it is; nil for every other kind.
    package var role: String?
    /// What happened to it.
    package var change: Change
    /// The rows of a table that was added; nil where they are not known.
    package var rows: RowCount?
    /// By how many rows a seeded table differs; only with the kind ``Kind/rows``.
    package var drift: DataStatus.Drift?

    /// A difference; see the properties.
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
