/// Faults that a test puts in at named points. Empty in use.
struct LogStoreHooks: Sendable {
    /// How many of the bytes about to be written fit on the disk; the rest fails with ENOSPC.
    var room: (@Sendable (_ wanted: Int) -> Int)?
}
