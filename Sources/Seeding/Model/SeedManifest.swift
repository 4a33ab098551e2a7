import Diagnostics

/// The contents of `seeds/seeds.yaml`, with all paths made absolute. `ManifestReader` creates it.
struct SeedManifest: Hashable, Sendable {
    /// A demo firm.
    struct Firm: Hashable, Sendable {
        /// Lowercase letters, digits and hyphens. Users type it, and it is part of the firm's prefix in the other
        /// stores.
        var slug: String
        /// The folder with one CSV file for each table in which the firm has rows.
        var folder: String
    }

    /// How document files become rows and objects.
    struct Documents: Hashable, Sendable {
        /// The table whose CSV has an `@file` column: a path below the firm's `documents` folder.
        var table: String
        /// The columns that the loader fills: object key, hexadecimal SHA-256, size in bytes, scan state.
        var keyColumn: String
        var sha256Column: String
        var sizeColumn: String
        var scanColumn: String
        var bucket: String
        /// The maximum size of a file, in bytes. Larger files are errors.
        var sizeLimit: Int
    }

    /// How `--scale` multiplies the rows of a table.
    struct ScaledTable: Hashable, Sendable {
        var table: String
        /// Columns that hold ids of rows that are copied as well. Copy k gets k in the third group of the id.
        var ids: [String]
        /// Text columns that must stay unique. Copy k gets the suffix `-k`.
        var texts: [String]
    }

    /// A collection of the search engine.
    struct Collection: Hashable, Sendable {
        var name: String
        /// The path of a JSON file with the Typesense schema, without the name.
        var schema: String
        /// The path of an SQL file; see ``SearchItem``.
        var query: String
    }

    /// The seed's Temporal workflows.
    struct Workflows: Hashable, Sendable, Codable {
        var namespace: String
        var taskQueue: String
        /// The names of the custom search attributes. All have the type Keyword.
        var attributes: [String]
        /// The attribute that holds the firm's slug.
        var firmAttribute: String
        /// The path of an SQL file; see ``WorkflowItem``.
        var query: String
    }

    /// The position of a value in the manifest.
    struct Place: Hashable, Sendable {
        var location: SourceLocation
        /// In characters.
        var length: Int
    }

    /// The manifest's path, and the form of it to show to users.
    var path: String
    var displayPath: String
    /// The date that the CSV files are written for, `yyyy-MM-dd`. Another `--as-of` shifts every date in them.
    var asOf: String
    /// How another `--as-of` shifts the dates.
    var movedBy = DateMove.days
    /// Tables whose rows dated ``asOf`` or later are left out because they have yet to happen, with their date columns.
    var pastOnly: [String: String] = [:]
    /// The folder of sqlx migrations.
    var migrations: String
    /// The folder of SQL files that run after the rows are loaded and before the checks.
    var rules: String?
    /// The folder of SQL files that must each return no rows.
    var checks: String?
    /// The table of tenants, and the column that assigns rows of other tables to a tenant.
    var firmTable: String
    var firmColumn: String
    var firms: [Firm]
    var scaled: [ScaledTable]
    var documents: Documents
    /// The path of an SQL file; see ``RedisItem``.
    var redisQuery: String?
    var collections: [Collection]
    /// The search-only key from which the firms' scoped keys are derived.
    var searchKey: String
    var workflows: Workflows?
    /// The positions of the manifest's values by key path, such as `documents.table`, `firms.0.folder` or
    /// `scale.tasks.ids.1`. Problems that only show up against a database or a CSV file are reported there.
    var places: [String: Place] = [:]

    /// Creates an error about the value at a key path, or at the start of the manifest if the key path is unknown.
    func problem(_ code: Diagnostic.Code, _ message: String, at keys: String, hint: String? = nil) -> Diagnostic {
        let start = SourceLocation(file: displayPath, line: 1, column: 1)
        let place = places[keys] ?? Place(location: start, length: 1)
        return Diagnostic(.error, code, message, at: place.location, length: place.length, hint: hint)
    }
}
