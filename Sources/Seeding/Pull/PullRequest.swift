/// What is pulled, and where it goes.
package struct PullRequest: Sendable {
    /// The place that rows come from.
    package enum Source: Sendable {
        /// A PostgreSQL URL of a role that can only read.
        case address(String)
        /// A dump by pg_dump, which is restored into a database of the stack's own server.
        /// - programs: the places where pg_restore may be.
        case dump(path: String, programs: [String], server: StoreEndpoints.Postgres)
    }

    package var source: Source
    /// The slugs of the firms in the source; empty for all.
    package var firms: [String]
    /// The largest number of clients of a firm; nil for all.
    package var limit: Int?
    /// The absolute path of the seed's manifest, and the form of it to show.
    package var manifest: String
    package var manifestName: String
    /// The absolute path of the rules, and the form of it to show.
    package var rules: String
    package var rulesName: String
    /// An empty folder for the set.
    package var directory: String
    /// The stack's name.
    package var stack: String
    /// The stack's key, from which made-up values follow.
    package var key: [UInt8]

    package init(
        source: Source,
        firms: [String],
        limit: Int?,
        manifest: (path: String, name: String),
        rules: (path: String, name: String),
        directory: String,
        stack: String,
        key: [UInt8]
    ) {
        self.source = source
        self.firms = firms
        self.limit = limit
        (self.manifest, manifestName) = manifest
        (self.rules, rulesName) = rules
        self.directory = directory
        self.stack = stack
        self.key = key
    }
}
