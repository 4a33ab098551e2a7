/// The engine's interface to PostgreSQL, which `PostgresStore` implements.
protocol RowStore: Sendable {
    /// Cleans up after a killed operation.
    /// - Returns: what was cleaned up, one sentence each.
    func recover() async throws -> [String]

    /// Returns the ownership of the stack's database.
    func inspect() async throws -> DatabaseState

    /// Marks an empty database as the stack's own. Creates it if it is missing.
    func claim() async throws

    /// Whether the stack's database has no tables other than cpadev's.
    func isEmpty() async throws -> Bool

    func hasTemplate(_ hash: String) async throws -> Bool

    /// Fills a separate database and seals it as the template of a hash. If `fill` throws, nothing has changed.
    func buildTemplate(_ hash: String, fill: @escaping @Sendable (PostgresLink) async throws -> Void) async throws

    /// Swaps a clone of the template in for the stack's database.
    func reset(to hash: String, as step: RowStep?) async throws -> RowReplacement

    /// Restores a firm's rows to the seed. On failure no row has changed.
    func reset(firm id: String, to hash: String, as step: RowStep?) async throws -> RowReplacement

    /// Restores the database that a step replaced. The current one is kept in turn.
    func undo(_ former: String, as step: RowStep) async throws -> RowReplacement

    /// Restores the rows that a firm's reset replaced. The current ones are kept in turn.
    func undo(_ former: String, firm id: String, as step: RowStep) async throws -> RowReplacement

    /// Returns the id of the step that put the current rows in place; nil if they carry no mark.
    func lastStep() async throws -> String?

    /// Drops the database that is kept for undoing a step.
    func dropKept() async throws

    /// Drops the database that a step set aside.
    func dropSetAside() async throws

    /// Reinstates the database that a step set aside as the kept one, replacing what that step kept.
    /// - Returns: whether there was one.
    func reinstateSetAside() async throws -> Bool

    /// Drops the templates of all seeds but these.
    func dropTemplates(except hashes: Set<String>) async throws

    /// Writes scan results into rows that are still as seeded, and into the record of the seed.
    /// - Parameter states: by the documents' SHA-256.
    func note(scans states: [String: String], of documents: SeedManifest.Documents) async throws

    /// Returns the size of the stack's database with its indexes, in bytes.
    func size() async throws -> Int64

    /// Returns what changed in the whole database since the seed.
    /// - Throws: `SeedingError` `.busy`, naming the holder of a lock that this call would have to wait for.
    func drift() async throws -> DatabaseDrift

    func saveSnapshot(_ name: String) async throws
    func restoreSnapshot(_ name: String, as step: RowStep?) async throws -> RowReplacement
    func deleteSnapshot(_ name: String) async throws
    /// Returns the sizes of the snapshots in bytes, by name.
    func snapshots() async throws -> [String: Int64]
}

/// The ownership of a database.
enum DatabaseState: Hashable, Sendable {
    /// It does not exist.
    case missing
    /// It is empty.
    case fresh
    /// It is not cpadev's, for the given reason.
    case foreign(reason: String)
    /// It is cpadev's. `seed` is the hash of the loaded seed; nil if nothing has been loaded yet.
    case ours(seed: String?)

    /// The error that nothing in the database can be reset or saved.
    var notSeeded: SeedingError {
        switch self {
        case .missing:
            SeedingError(
                .notOurs,
                "the stack's database does not exist",
                remedy: "to create and seed it: cpadev seed"
            )
        case .fresh, .ours:
            SeedingError(.notOurs, "the stack's database was not seeded", remedy: "to load the seed data: cpadev seed")
        case .foreign(let reason):
            SeedingError(
                .notOurs,
                "\(reason), so nothing was changed",
                remedy: "to replace it (cpadev reset --undo reverts this): cpadev seed --yes"
            )
        }
    }
}
