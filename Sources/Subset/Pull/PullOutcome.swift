/// The result of a pull, as `cpadev pull --json` prints it.
package struct PullOutcome: Hashable, Sendable, Codable {
    package struct Firm: Hashable, Sendable, Codable {
        /// The slug that the firm has in the set.
        package var slug: String
        package var rows: Int

        package init(slug: String, rows: Int) {
            self.slug = slug
            self.rows = rows
        }
    }

    package struct Table: Hashable, Sendable, Codable {
        package var name: String
        package var rows: Int

        package init(name: String, rows: Int) {
            self.name = name
            self.rows = rows
        }
    }

    /// The day of the snapshot, `yyyy-mm-dd`.
    package var asOf: String
    package var firms: [Firm]
    /// The tables with rows, in the order in which they were read.
    package var tables: [Table]
    /// The size of the set's tables in bytes.
    package var bytes: Int
    /// The number of different made-up documents.
    package var documents: Int
    /// The cells that were searched for original values.
    package var searchedCells: Int
    /// The time for reading and writing, without the search.
    package var seconds: Double
    package var rows: Int
    package var rowsPerSecond: Double

    package init(
        asOf: String,
        firms: [Firm],
        tables: [Table],
        bytes: Int,
        documents: Int,
        searchedCells: Int,
        seconds: Double
    ) {
        self.asOf = asOf
        self.firms = firms
        self.tables = tables
        self.bytes = bytes
        self.documents = documents
        self.searchedCells = searchedCells
        self.seconds = seconds
        rows = tables.reduce(0) { $0 + $1.rows }
        rowsPerSecond = Double(rows) / max(0.001, seconds)
    }
}
