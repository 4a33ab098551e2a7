/// The tables of a source: what rules, queries and rows depend on.
package struct SubsetSchema: Hashable, Sendable {
    package struct Column: Hashable, Sendable {
        package var name: String
        /// The server's name for the type, such as `timestamp with time zone`.
        package var type: String
        package var isGenerated: Bool
        package var isNullable: Bool
        /// Whether a unique constraint or index contains it.
        package var isUnique: Bool

        package init(_ name: String, _ type: String, isGenerated: Bool, isNullable: Bool, isUnique: Bool) {
            self.name = name
            self.type = type
            self.isGenerated = isGenerated
            self.isNullable = isNullable
            self.isUnique = isUnique
        }

        package var isDate: Bool { type == "date" || type.hasPrefix("timestamp") }

        package var isNumber: Bool {
            ["smallint", "integer", "bigint", "real", "double precision", "money"].contains(type)
                || type.hasPrefix("numeric")
        }

        /// Whether values may contain words. Numbers, dates, ids and truth values do not.
        package var isText: Bool {
            !isDate && !isNumber && !type.hasPrefix("time") && !["uuid", "boolean", "oid", "interval"].contains(type)
        }
    }

    /// A foreign key to another table or to the same one.
    package struct Reference: Hashable, Sendable {
        package var columns: [String]
        package var table: String
        package var referenced: [String]

        package init(columns: [String], table: String, referenced: [String]) {
            self.columns = columns
            self.table = table
            self.referenced = referenced
        }
    }

    package struct Table: Hashable, Sendable {
        /// The name, prefixed with its schema unless that is `public`.
        package var name: String
        /// The quoted name for a `FROM` clause.
        package var source: String
        package var columns: [Column]
        package var primaryKey: [String]
        package var references: [Reference]

        package init(
            _ name: String,
            source: String,
            columns: [Column],
            primaryKey: [String],
            references: [Reference]
        ) {
            self.name = name
            self.source = source
            self.columns = columns
            self.primaryKey = primaryKey
            self.references = references
        }

        package func column(_ name: String) -> Column? { columns.first { $0.name == name } }
    }

    package var tables: [String: Table]
    /// The names of the tables, referenced ones first.
    package var order: [String]
    /// The table of the firms, and the column that assigns rows of other tables to one.
    package var firms: String
    package var firmColumn: String

    package init(tables: [String: Table], order: [String], firms: String, firmColumn: String) {
        self.tables = tables
        self.order = order
        self.firms = firms
        self.firmColumn = firmColumn
    }
}
