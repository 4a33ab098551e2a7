/// What the engine asks of PostgreSQL. `PostgresStore` answers.
protocol RowStore: Sendable {
    /// Puts right what a killed operation left half done, and says what that was.
    func recover() async throws -> [String]

    /// Whose the stack's database is.
    func inspect() async throws -> DatabaseState

    /// Marks an empty database as the stack's own, and makes it where it is missing.
    /// - Parameter replacing: whether one with tables of somebody else is taken, too. Another stack's never is.
    func claim(replacing: Bool) async throws

    func hasTemplate(_ hash: String) async throws -> Bool

    /// Fills a database aside and seals it as the template of a hash. What `fill` throws leaves everything as it was.
    func buildTemplate(_ hash: String, fill: @escaping @Sendable (PostgresLink) async throws -> Void) async throws

    /// Swaps a clone of the template into the place of the stack's database.
    func reset(to hash: String) async throws

    /// Puts a firm's rows back, and says how many differed.
    func reset(firm id: String, to hash: String) async throws -> Drift

    /// What changed since the seed, in the whole database.
    /// - Throws: `SeedingError` `.busy` with the holder of a lock that it would have to wait for.
    func drift() async throws -> DatabaseDrift

    func saveSnapshot(_ name: String) async throws
    func restoreSnapshot(_ name: String) async throws
    func deleteSnapshot(_ name: String) async throws
    /// Names with their sizes in bytes.
    func snapshots() async throws -> [String: Int64]
}

/// Whose a database is.
enum DatabaseState: Hashable, Sendable {
    /// There is none of that name.
    case missing
    /// Nobody has put anything into it.
    case fresh
    /// Somebody else's, and why.
    case foreign(reason: String)
    /// cpadev's, with the hash of what was loaded; nil where nothing was yet.
    case ours(seed: String?)
}
