/// Fault injection for tests. Empty in production.
struct LogStoreHooks: Sendable {
    /// Returns how many of the bytes to write fit on the disk; the rest fails with ENOSPC.
    var room: (@Sendable (_ wanted: Int) -> Int)?
}
