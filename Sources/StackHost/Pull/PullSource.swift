/// Where rows are pulled from.
package enum PullSource: Sendable {
    /// A database at a PostgreSQL URL.
    case address(String)
    /// A file or folder that pg_dump wrote; an absolute path.
    case file(String)
}
