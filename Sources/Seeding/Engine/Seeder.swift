import CLinux
import ControlAPI
import FoundationEssentials

/// Owns the stack's seed data: loads it, puts it back, measures what changed, and finishes what a killed supervisor left.
///
/// It is told which stores can be used (``availabilityChanged(_:)``) and does by itself what follows from that: a fresh
/// stack is seeded once, and a store that lost everything when it stopped gets its share back. All else is asked for
/// with ``perform(_:)``. One operation runs at a time.
package actor Seeder {
    /// What a seeder works on.
    package struct Configuration: Sendable {
        /// The stack's name, which its databases carry.
        package var stack: String
        /// The manifest: absolute.
        package var manifest: String
        /// The manifest as people know it.
        package var displayName: String
        /// A folder of the seeder's own.
        package var directory: String
        /// Whether it loads without being asked.
        package var isAutomatic: Bool
        /// How many bytes of what a step replaces are kept for undoing it: of the rows, and of all other stores.
        package var undoLimit: Int64

        /// 2 GiB.
        package static let defaultUndoLimit: Int64 = 2 << 30

        /// A seeder's work; see the properties.
        package init(
            stack: String,
            manifest: String,
            displayName: String,
            directory: String,
            isAutomatic: Bool,
            undoLimit: Int64 = defaultUndoLimit
        ) {
            self.stack = stack
            self.manifest = manifest
            self.displayName = displayName
            self.directory = directory
            self.isAutomatic = isAutomatic
            self.undoLimit = undoLimit
        }
    }

    nonisolated let configuration: Configuration
    let announce: @Sendable (String) async -> Void
    let makeStores: @Sendable (StoreEndpoints, SeedManifest) -> Stores
    let recordFile: SeedRecordFile
    nonisolated let board = ProgressBoard()
    nonisolated let turnstile = Turnstile()

    /// As it was told last.
    private var reported = StoreAvailability()
    /// Stores at other machines, which are never written to, and what to tell of them; nil until it was looked.
    private var foreign: [StoreName: String]?
    var record: SeedRecord
    /// What is in force; nil until rows are loaded.
    var plan: SeedPlan?
    /// The files, as they were last read.
    var set: SeedSet?
    var stores: (endpoints: StoreEndpoints, manifest: SeedManifest, stores: Stores)?
    /// The instance of each store that was looked at last.
    var checked: [StoreName: String] = [:]
    var drifts: [StoreName: [String: Drift]] = [:]
    /// What differs in the database and belongs to no firm, as it was last measured.
    var databaseChanges: [DatabaseChange] = []
    /// Why the last measure of the database is not complete; nil where it is.
    var notMeasured: String?
    /// Why a reset would not keep the database for an undo, as far as is known.
    var notKept: String?
    var measuredAt: ContinuousClock.Instant?
    var failures: [StoreName: SeedingError] = [:]
    var problem: SeedingError?
    /// Whether loading was asked for, or is done without.
    var mayLoad: Bool
    /// Since when the rows wait for the scanner.
    var waitsSince: ContinuousClock.Instant?
    /// Wakes up when the rows have waited long enough, for the scanner or for their server.
    var patience: Task<Void, Never>?
    private var reconciliation: Task<Void, Never>?
    private var isReconciliationDue = false

    /// The stack's stores, made for one set of endpoints.
    struct Stores: Sendable {
        var rows: (any RowStore)?
        var others: [any SeedStore]
        var scanner: (any FileScanner)?
    }

    /// - Parameters:
    ///   - announce: tells people a line about what was done without being asked.
    init(
        configuration: Configuration,
        announce: @escaping @Sendable (String) async -> Void,
        makeStores: @escaping @Sendable (StoreEndpoints, SeedManifest) -> Stores
    ) {
        self.configuration = configuration
        self.announce = announce
        self.makeStores = makeStores
        recordFile = SeedRecordFile(path: "\(configuration.directory)/record.json")
        record = recordFile.read()
        mayLoad = configuration.isAutomatic
    }

    // MARK: What can be used

    /// Takes in which stores can be used now, and does what follows from it, in the background.
    package func availabilityChanged(_ availability: StoreAvailability) {
        guard availability != reported else { return }
        if availability.endpoints != reported.endpoints { foreign = nil }
        reported = availability
        board.changed()
        reconcileSoon()
    }

    /// Looks, in the background, whether something is to be done without being asked.
    func reconcileSoon() {
        isReconciliationDue = true
        guard reconciliation == nil else { return }
        reconciliation = Task {
            while isReconciliationDue, !Task.isCancelled {
                isReconciliationDue = false
                try? await turnstile.pass {
                    await findForeignStores()
                    await reconcile()
                }
                // A load takes memory for a moment, and a supervisor lives for days.
                clinux_trim_memory()
                board.changed()
            }
            reconciliation = nil
        }
    }

    /// Wakes up whenever ``status()`` would say something new.
    package nonisolated func wakeUps() -> AsyncStream<Void> { board.wakeUps() }

    /// Ends what runs in the background. What it had begun is finished by the next supervisor.
    package func close() async {
        patience?.cancel()
        reconciliation?.cancel()
        await reconciliation?.value
        board.close()
    }

    // MARK: Helpers

    /// Which stores can be used, and may be.
    var availability: StoreAvailability {
        var availability = reported
        for (store, reason) in foreign ?? [:] { availability.states[store] = .unavailable(reason: reason) }
        return availability
    }

    /// Finds the stores that are no part of this stack. PostgreSQL refuses for itself, and says more.
    func findForeignStores() async {
        guard foreign == nil else { return }
        let endpoints = reported.endpoints
        var found: [StoreName: String] = [:]
        for (store, host) in endpoints.hosts where store != .postgres {
            do { try await LocalAddress.require(host) } catch { found[store] = SeedingError(error).message }
        }
        if reported.endpoints == endpoints { foreign = found }
    }

    /// The stores at the present endpoints.
    func currentStores(_ manifest: SeedManifest) -> Stores {
        if let stores, stores.endpoints == availability.endpoints, stores.manifest == manifest { return stores.stores }
        let made = makeStores(availability.endpoints, manifest)
        stores = (availability.endpoints, manifest, made)
        return made
    }

    /// Changes the record, on disk first.
    func update(_ change: (inout SeedRecord) -> Void) throws(SeedingError) {
        var changed = record
        change(&changed)
        guard changed != record else { return }
        try recordFile.write(changed)
        record = changed
    }

    /// Reads the files again.
    func readSet(asOf: String? = nil, scale: Int? = nil) throws(SeedingError) -> SeedSet {
        let set = try SeedSet.read(
            path: configuration.manifest,
            displayPath: configuration.displayName,
            asOf: asOf ?? record.seed.asOf,
            scale: scale ?? record.seed.scale
        )
        self.set = set
        return set
    }

    func planDirectory(_ hash: String) -> String { "\(configuration.directory)/plans/\(hash.prefix(16))" }
}
