/// What the engine asks of PostgreSQL. `PostgresStore` answers.
protocol RowStore: Sendable {
    /// Puts right what a killed operation left half done, and says what that was.
    func recover() async throws -> [String]

    /// Whose the stack's database is.
    func inspect() async throws -> DatabaseState

    /// Marks an empty database as the stack's own, and makes it where it is missing.
    func claim() async throws

    /// Whether the stack's database has no tables, but those of cpadev.
    func isEmpty() async throws -> Bool

    func hasTemplate(_ hash: String) async throws -> Bool

    /// Fills a database aside and seals it as the template of a hash. What `fill` throws leaves everything as it was.
    func buildTemplate(_ hash: String, fill: @escaping @Sendable (PostgresLink) async throws -> Void) async throws

    /// Swaps a clone of the template into the place of the stack's database.
    func reset(to hash: String, as step: RowStep?) async throws -> RowReplacement

    /// Puts a firm's rows back. What fails leaves every row as it was.
    func reset(firm id: String, to hash: String, as step: RowStep?) async throws -> RowReplacement

    /// Puts back what a step replaced as a whole; what is there now is kept in turn.
    func undo(_ former: String, as step: RowStep) async throws -> RowReplacement

    /// Puts back the rows that a firm's reset replaced; those that are there now are kept in turn.
    func undo(_ former: String, firm id: String, as step: RowStep) async throws -> RowReplacement

    /// The step that put the present rows into place; nil where it left no mark.
    func lastStep() async throws -> String?

    /// Drops the whole database that is kept for undoing a step.
    func dropKept() async throws

    /// Drops the database that a step set aside.
    func dropSetAside() async throws

    /// Makes the database that a step set aside the one that is kept again, in place of what that step kept.
    /// - Returns: whether there was one.
    func takeBackSetAside() async throws -> Bool

    /// Drops the templates of all seeds but these.
    func dropTemplates(except hashes: Set<String>) async throws

    /// Writes what the scanner found into rows that are still as they were seeded, here and in what was noted of the seed.
    /// - Parameter states: by the documents' SHA-256.
    func note(scans states: [String: String], of documents: SeedManifest.Documents) async throws

    /// The stack's database with its indexes, in bytes.
    func size() async throws -> Int64

    /// What changed since the seed, in the whole database.
    /// - Throws: `SeedingError` `.busy` with the holder of a lock that it would have to wait for.
    func drift() async throws -> DatabaseDrift

    func saveSnapshot(_ name: String) async throws
    func restoreSnapshot(_ name: String, as step: RowStep?) async throws -> RowReplacement
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

    /// Why nothing in it can be reset or kept.
    var notSeeded: SeedingError {
        switch self {
        case .missing:
            SeedingError(
                .notOurs,
                "the stack's database does not exist",
                remedy: "to make it, with the seed data: cpadev seed"
            )
        case .fresh, .ours:
            SeedingError(.notOurs, "the stack's database was not seeded", remedy: "to load the seed data: cpadev seed")
        case .foreign(let reason):
            SeedingError(
                .notOurs,
                "\(reason), so nothing was changed",
                remedy: "to replace it, which cpadev reset --undo takes back: cpadev seed --yes"
            )
        }
    }
}
