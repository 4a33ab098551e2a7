package import Diagnostics

/// The contents of `anonymise.yaml`: what becomes of each column of each table, and what the result must satisfy.
package struct RuleFile: Hashable, Sendable {
    /// A place in the file.
    package struct Place: Hashable, Sendable {
        package var location: SourceLocation
        package var length: Int
    }

    package struct Column: Hashable, Sendable {
        package var rule: ColumnRule
        package var place: Place
    }

    package struct Table: Hashable, Sendable {
        package var place: Place
        /// Whether no row of the table is pulled.
        package var isLeftOut: Bool
        package var columns: [String: Column]
    }

    package var path: String
    /// The table of those whose dates and amounts move together, and whom `--limit` counts.
    package var subject: String
    package var subjectPlace: Place
    /// The largest number of weeks by which dates of a subject move back.
    package var weeks: Int
    /// The column of the documents' table with the media type, from which made-up documents get theirs.
    package var documentType: String?
    /// The largest size of a made-up document in bytes. Longer originals are replaced by documents of this size.
    package var documentLimit: Int
    /// The absolute path of a folder of SQL that runs after the rows are loaded.
    package var rules: String?
    /// The absolute paths of the checks that the result must satisfy.
    package var checks: [String]
    package var tables: [String: Table]
    /// The start of the file.
    package var start: SourceLocation

    package func rule(_ table: String, _ column: String) -> ColumnRule? { tables[table]?.columns[column]?.rule }
}
