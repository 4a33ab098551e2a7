/// Where rows are pulled from.
package struct PullSource: Sendable {
    /// A PostgreSQL URL.
    var address: String

    /// A database at a PostgreSQL URL.
    package init(address: String) { self.address = address }
}
