import ControlAPI
import FoundationEssentials
import Foundations
import YAMLTree

/// Carries out operations on the stores of seed data, and reports to the machine of a ``Seeder``.
///
/// One operation runs at a time; ``Seeder`` sees to that.
struct SeedRunner: Sendable {
    /// The result of an operation in one store.
    struct Part: Sendable {
        var store: StoreName
        var firm: String?
        var items = 0
        var drift = Drift.none
        var duration = Duration.zero
        var skipped: String?
        var isFailed = false

        /// Whether the store was unavailable. It is filled when it becomes available.
        var isSkipped: Bool { skipped != nil && !isFailed }

        var outcome: DataOutcome.Part {
            DataOutcome.Part(
                store: store.rawValue,
                firm: firm,
                items: items,
                drift: drift,
                durationMs: duration.milliseconds,
                skipped: skipped,
                isFailed: isFailed
            )
        }
    }

    let seeder: Seeder

    var configuration: Seeder.Configuration { seeder.configuration }
    var board: ProgressBoard { seeder.board }

    // MARK: The seed and its stores

    /// Reads the seed files again.
    /// - Parameter name: the set; nil for that of the last load, with its day and scale.
    func readSet(
        _ name: SeedSetName? = nil,
        asOf: String? = nil,
        scale: Int? = nil
    ) async throws(SeedingError) -> SeedSet {
        let seed = await seeder.record.seed
        let isLoaded = name == nil
        let name = name ?? seed.set ?? .demo
        let path = configuration.manifest(of: name)
        guard name == .demo || LocalFiles().kind(of: path) != nil else {
            throw SeedingError(
                .badSeed,
                "there is no \(name.rawValue) set of seed data",
                remedy: "cpadev pull makes one; the demo data: cpadev seed use demo"
            )
        }
        var set = try SeedSet.read(
            path: path,
            displayPath: configuration.displayName(of: name),
            asOf: asOf ?? (isLoaded ? seed.asOf : nil),
            scale: scale ?? (isLoaded ? seed.scale : 1)
        )
        set.name = name
        let read = set
        await seeder.step { $0.filesRead(read) }
        return set
    }

    func planDirectory(_ hash: String) -> String { "\(configuration.directory)/plans/\(hash.prefix(16))" }

    /// Returns the stores at the current endpoints.
    func stores(_ set: SeedSet) async -> Seeder.Stores { await seeder.stores(set.stores) }

    /// Returns the stores of the loaded seed, whatever has happened to its files since. Before the first load, and with
    /// a plan of an earlier version, they are those of the files; nil if these have errors.
    func loadedStores() async -> Seeder.Stores? {
        guard let settings = await storeSettings() else { return nil }
        return await seeder.stores(settings)
    }

    func storeSettings() async -> StoreSettings? {
        let set = await seeder.read { $0.set }
        if let settings = await loadedPlan()?.stores ?? set?.stores { return settings }
        return (try? await readSet())?.stores
    }

    /// Returns the same, or throws the errors of the files.
    func requireSettings() async throws(SeedingError) -> StoreSettings {
        if let settings = await storeSettings() { return settings }
        return try await readSet().stores
    }

    /// Returns the plan of the loaded seed, also before its rows have been checked.
    func loadedPlan() async -> SeedPlan? {
        let (plan, hash) = await seeder.read { ($0.plan, $0.record.seed.hash) }
        return plan ?? hash.flatMap { try? SeedPlan.read(planDirectory($0)) }
    }

    func requireRows(_ set: SeedSet) async throws(SeedingError) -> any RowStore { try await requireRows(set.stores) }

    /// Returns PostgreSQL, or throws why it is unusable.
    func requireRows(_ settings: StoreSettings) async throws(SeedingError) -> any RowStore {
        let rows = await seeder.stores(settings).rows
        let availability = await seeder.availability[.postgres]
        switch availability {
        case .ready:
            if let rows { return rows }
        case .absent:
            throw SeedingError(
                .unreachable,
                "the stack has no PostgreSQL",
                remedy: "add a service with container port 5432; cpadev recognizes PostgreSQL by that"
            )
        case .stopped:
            let name = await seeder.availability.services[.postgres] ?? "postgres"
            throw SeedingError(.unreachable, "PostgreSQL is stopped", remedy: "cpadev start \(name)")
        case .pending, .running:
            // Without the database, the server never becomes ready. `seed` creates and then loads it.
            if let rows, availability == .running {
                switch try? await rows.inspect() {
                case .missing, .ours(seed: nil): return rows
                case .fresh, .foreign, .ours, nil: break
                }
            }
            throw SeedingError(.unreachable, "PostgreSQL is not ready yet", remedy: "cpadev wait")
        case .unavailable(let reason):
            throw SeedingError(.unreachable, "PostgreSQL cannot be used: \(reason)", remedy: "cpadev status")
        }
        throw SeedingError(.unreachable, "PostgreSQL cannot be used")
    }

    /// Finds the stores on other machines. `PostgresStore` refuses such hosts itself, with a more specific error.
    func findForeignStores() async {
        guard let endpoints = await seeder.read({ $0.unknownEndpoints }) else { return }
        var found: [StoreName: String] = [:]
        for (store, host) in endpoints.hosts where store != .postgres {
            do { try await LocalAddress.require(host) } catch { found[store] = SeedingError(error).message }
        }
        await seeder.step { [found] in $0.foreignFound(found, at: endpoints) }
    }

    // MARK: Commands

    /// Runs a command.
    func perform(_ command: DataCommand) async throws -> DataOutcome {
        await findForeignStores()
        try await settle()
        try await checkRestarted()
        switch command {
        case .seed(let request): return try await seed(request)
        case .reset(let request): return try await reset(request)
        case .undo: return try await undo()
        case .saveSnapshot(let name): return try await saveSnapshot(name)
        case .restoreSnapshot(let name): return try await restoreSnapshot(name)
        case .deleteSnapshot(let name): return try await deleteSnapshot(name)
        }
    }

    /// Shows an operation as the current one.
    func begin(_ kind: DataOperation.Kind, firm: String? = nil) {
        board.show(DataOperation(kind: kind, firm: firm, startedAt: Date()))
    }
}
