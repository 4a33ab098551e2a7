import Diagnostics

/// What `seeds/seeds.yaml` says, with every path made absolute. `ManifestReader` makes it.
struct SeedManifest: Hashable, Sendable {
    /// A demo firm.
    struct Firm: Hashable, Sendable {
        /// Lower case letters, digits and hyphens; what people type, and part of the prefix in other stores.
        var slug: String
        /// The folder with a CSV file for each table that the firm has rows in.
        var folder: String
    }

    /// How the documents' files become rows and objects.
    struct Documents: Hashable, Sendable {
        /// The table whose CSV has a column `@file`: a path below the firm's `documents` folder.
        var table: String
        /// Where the loader writes what it computes: key of the object, SHA-256 in hex, bytes, state of the scan.
        var keyColumn: String
        var sha256Column: String
        var sizeColumn: String
        var scanColumn: String
        var bucket: String
        /// Files above this many bytes are errors.
        var sizeLimit: Int
    }

    /// How `--scale` makes more rows of a table.
    struct ScaledTable: Hashable, Sendable {
        var table: String
        /// Columns with ids of rows that are copied as well: copy k gets k in the id's third group.
        var ids: [String]
        /// Columns with texts that must stay unique: copy k gets `-k` at the end.
        var texts: [String]
    }

    /// A collection of the search engine.
    struct Collection: Hashable, Sendable {
        var name: String
        /// A JSON file with Typesense's schema, without the name.
        var schema: String
        /// An SQL file; see ``SearchItem``.
        var query: String
    }

    /// Temporal's part.
    struct Workflows: Hashable, Sendable {
        var namespace: String
        var taskQueue: String
        /// Custom search attributes, by name, all of the type Keyword.
        var attributes: [String]
        /// The attribute that holds the firm's slug.
        var firmAttribute: String
        /// An SQL file; see ``WorkflowItem``.
        var query: String
    }

    /// Where a value stands in the manifest's text.
    struct Place: Hashable, Sendable {
        var location: SourceLocation
        /// In characters.
        var length: Int
    }

    /// The manifest's own path, and the one to show to people.
    var path: String
    var displayPath: String
    /// The day on which the CSV files stand, `yyyy-MM-dd`; another `--as-of` moves every date.
    var asOf: String
    /// How far another `--as-of` moves them.
    var movedBy = DateMove.days
    /// Tables whose rows of ``asOf`` and later are left out, with the column that says when: they have not happened yet.
    var pastOnly: [String: String] = [:]
    /// Folder of sqlx migrations.
    var migrations: String
    /// Folder of SQL files that run after the rows are loaded and before the checks.
    var rules: String?
    /// Folder of SQL files, each of which must return no row.
    var checks: String?
    /// The table of tenants, and the column by which other tables belong to one.
    var firmTable: String
    var firmColumn: String
    var firms: [Firm]
    var scaled: [ScaledTable]
    var documents: Documents
    /// An SQL file; see ``RedisItem``.
    var redisQuery: String?
    var collections: [Collection]
    /// The search-only key of which the firms' scoped keys are made.
    var searchKey: String
    var workflows: Workflows?
    /// Where its values stand, by their keys: `documents.table`, `firms.0.folder`, `scale.tasks.ids.1`. What is only
    /// wrong together with a database or with a CSV file is reported there.
    var places: [String: Place] = [:]

    /// A problem with a value, by its keys; at the manifest's beginning where they are not known.
    func problem(_ code: Diagnostic.Code, _ message: String, at keys: String, hint: String? = nil) -> Diagnostic {
        let start = SourceLocation(file: displayPath, line: 1, column: 1)
        let place = places[keys] ?? Place(location: start, length: 1)
        return Diagnostic(.error, code, message, at: place.location, length: place.length, hint: hint)
    }
}
