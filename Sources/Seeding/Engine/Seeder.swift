import CLinux
package import ControlAPI
import FoundationEssentials
package import Foundations
import Synchronization

/// Manages the stack's seed data: loads it, resets it, measures drift, and finishes what a killed supervisor began.
///
/// ``availabilityChanged(_:)`` reports which stores are usable. In response the seeder acts on its own: it seeds a
/// fresh stack once, and refills a store that lost its data when it stopped. Everything else is requested with
/// ``perform(_:)``. One operation runs at a time. The seeder's machine decides, and its runner acts.
package actor Seeder {
    /// The configuration of a seeder.
    package struct Configuration: Sendable {
        /// The stack's name, which is part of its databases' names.
        package var stack: String
        /// The absolute path of the manifest.
        package var manifest: String
        /// The manifest's path as shown to users.
        package var displayName: String
        /// A folder for the seeder's own files.
        package var directory: String
        /// The folder's path as shown to users.
        package var displayDirectory: String
        /// Whether the seeder loads the seed without being asked.
        package var isAutomatic: Bool
        /// The number of bytes kept for undoing a step: of rows, and of all other stores together.
        package var undoLimit: Int64

        /// 2 GiB.
        package static let defaultUndoLimit: Int64 = 2 << 30

        package init(
            stack: String,
            manifest: String,
            displayName: String,
            directory: String,
            displayDirectory: String? = nil,
            isAutomatic: Bool,
            undoLimit: Int64 = defaultUndoLimit
        ) {
            self.stack = stack
            self.manifest = manifest
            self.displayName = displayName
            self.directory = directory
            self.displayDirectory = displayDirectory ?? directory
            self.isAutomatic = isAutomatic
            self.undoLimit = undoLimit
        }

        var snapshotsDirectory: String { "\(directory)/snapshots" }

        /// The absolute path of a set's manifest.
        func manifest(of set: SeedSetName) -> String {
            switch set {
            case .demo: manifest
            case .pulled: "\(directory)/\(PulledSet.manifest)"
            }
        }

        /// The path of a set's manifest as shown to users.
        func displayName(of set: SeedSetName) -> String {
            switch set {
            case .demo: displayName
            case .pulled: "\(displayDirectory)/\(PulledSet.manifest)"
            }
        }
    }

    /// The progress of the rows, which come before all other stores.
    package enum RowsPhase: Hashable, Sendable {
        /// They will be loaded automatically once the service is ready.
        case awaited(service: String?)
        /// They are being checked, loaded or replaced.
        case underWay
        /// They are in place, or will not be loaded automatically.
        case settled
    }

    /// The stack's stores for one set of endpoints.
    struct Stores: Sendable {
        var rows: (any RowStore)?
        var others: [any SeedStore]
        var scanner: (any FileScanner)?
    }

    private enum Work: Hashable, Sendable {
        case reconciliation
        /// Triggers a reconciliation after the rows have waited long enough for the scanner or for their server.
        case retry
        /// Lets a store persist what was written to it.
        case persistence(StoreName)
    }

    nonisolated let configuration: Configuration
    /// Shows users a line about something that was done automatically.
    let announce: @Sendable (String) async -> Void
    nonisolated let board = ProgressBoard()
    private let recordFile: SeedRecordFile
    private let operations = AsyncSemaphore()
    private let tasks = OwnedTasks<Work>()
    private let makeStores: @Sendable (StoreEndpoints, StoreSettings, EarlierSeeds) -> Stores
    private var madeStores: (endpoints: StoreEndpoints, settings: StoreSettings, earlier: EarlierSeeds, stores: Stores)?
    private var machine: SeedMachine

    init(
        configuration: Configuration,
        announce: @escaping @Sendable (String) async -> Void,
        makeStores: @escaping @Sendable (StoreEndpoints, StoreSettings, EarlierSeeds) -> Stores
    ) {
        self.configuration = configuration
        self.announce = announce
        self.makeStores = makeStores
        recordFile = SeedRecordFile(path: "\(configuration.directory)/record.json")
        machine = SeedMachine(record: recordFile.read(), isAutomatic: configuration.isAutomatic)
    }

    nonisolated var runner: SeedRunner { SeedRunner(seeder: self) }

    // MARK: The machine

    /// Changes the machine.
    @discardableResult
    func step<Value: Sendable>(_ change: @Sendable (inout SeedMachine) -> Value) -> Value { change(&machine) }

    /// Reads the machine.
    func read<Value: Sendable>(_ question: @Sendable (SeedMachine) -> Value) -> Value { question(machine) }

    var record: SeedRecord { machine.record }
    var plan: SeedPlan? { machine.plan }
    var availability: StoreAvailability { machine.availability }
    var checked: [StoreName: String] { machine.checked }

    /// Changes the record, first on disk and then in memory.
    func update(_ change: @Sendable (inout SeedRecord) -> Void) throws(SeedingError) {
        var changed = record
        change(&changed)
        guard changed != record else { return }
        try recordFile.write(changed)
        machine.record = changed
    }

    /// Returns the stores at the current endpoints.
    func stores(_ settings: StoreSettings) -> Stores {
        let (endpoints, earlier) = (availability.endpoints, machine.earlierSeeds)
        if let made = madeStores, (made.endpoints, made.settings, made.earlier) == (endpoints, settings, earlier) {
            return made.stores
        }
        let made = makeStores(endpoints, settings, earlier)
        madeStores = (endpoints, settings, earlier, made)
        machine.storesMade(made.others.map(\.name))
        return made
    }

    // MARK: Reconciliation

    /// Updates which stores are usable, and starts whatever follows from that in the background.
    package func availabilityChanged(_ availability: StoreAvailability) {
        guard machine.availabilityChanged(availability) else { return }
        board.changed()
        reconcileSoon()
    }

    /// Starts a reconciliation in the background, or repeats the current one when it ends.
    func reconcileSoon() {
        guard machine.reconciliationRequested() else { return }
        tasks.run(as: .reconciliation) { [weak self] in await self?.reconcileWhileDue() }
    }

    private func reconcileWhileDue() async {
        repeat {
            guard !Task.isCancelled else { return machine.reconciliationCancelled() }
            try? await operations.pass {
                await runner.findForeignStores()
                await runner.reconcile()
            }
            // A load briefly needs much memory, and a supervisor lives for days.
            clinux_trim_memory()
            board.changed()
        } while machine.reconciliationEnded()
    }

    /// Starts a reconciliation at a later time. A later call replaces this one.
    func reconcile(at time: ContinuousClock.Instant) {
        tasks.run(as: .retry) { [weak self] in
            try? await Task.sleep(until: time, clock: .continuous)
            if !Task.isCancelled { await self?.reconcileSoon() }
        }
    }

    /// Lets stores persist what was written to them, in the background.
    func persistSoon(_ stores: [any SeedStore]) {
        for store in stores { tasks.run(as: .persistence(store.name)) { await store.persist() } }
    }

    // MARK: Commands

    /// Runs a command after those that were issued before it. ``status()`` shows its progress.
    /// - Throws: `SeedingError`. Either nothing has changed, or the next attempt finishes what was begun.
    package func perform(_ command: DataCommand) async throws -> DataOutcome {
        try await operations.pass {
            // The caller may have given up while waiting.
            try Task.checkCancellation()
            defer {
                board.show(nil)
                clinux_trim_memory()
            }
            let clock = ContinuousClock()
            let start = clock.now
            do {
                let before = record.undo?.id
                var outcome = try await runner.perform(command)
                outcome.durationMs = (clock.now - start).milliseconds
                if record.undo?.id != before { outcome.undo = machine.undoStatus }
                machine.measuredAt = nil
                return outcome
            } catch {
                throw SeedingError(error)
            }
        }
    }

    /// Returns the snapshots, oldest first.
    package func snapshots() async throws -> [DataSnapshotInfo] { try await runner.snapshots() }

    // MARK: Status

    /// Returns the status of the data as last measured.
    package func status() -> DataStatus {
        let manifest = configuration.manifest(of: record.seed.set ?? .demo)
        return machine.status(manifest: manifest, board.operation)
    }

    /// Returns the current progress of the rows.
    package func rowsPhase() -> RowsPhase { machine.rowsPhase(board.operation) }

    /// Measures the data and returns its status. Does not wait for a load, which can take minutes.
    package func measuredStatus() async -> DataStatus {
        if board.operation?.kind == .seed { return status() }
        try? await operations.pass {
            await runner.findForeignStores()
            // The files may have changed, which `isStale` reports. Errors in them show up at the next load.
            _ = try? await runner.readSet()
            guard let plan, let stores = await runner.loadedStores() else { return }
            let rows = availability.instance(of: .postgres) == nil ? nil : stores.rows
            await runner.measure(plan, rows: rows, stores.others)
        }
        return status()
    }

    /// Measures again if the last measurement is older than `age` and no other operation is running.
    package func refresh(ifOlderThan age: Duration) async {
        if let measuredAt = machine.measuredAt, .now - measuredAt < age { return }
        guard plan != nil, !operations.isBusy else { return }
        machine.measuredAt = .now
        let before = machine
        _ = await measuredStatus()
        if machine.drifts != before.drifts || machine.database != before.database { board.changed() }
    }

    /// Returns a stream that wakes up whenever ``status()`` may have changed.
    package nonisolated func wakeUps() -> AsyncStream<Void> { board.wakeUps() }

    /// What signals these wake-ups, for a stream of several.
    package nonisolated var changes: WakeUps { board.listeners }

    /// Stops background work. The next supervisor finishes what it had begun.
    package func close() async {
        let isPersistence = { @Sendable (key: Work) -> Bool in if case .persistence = key { true } else { false } }
        tasks.cancel(where: { !isPersistence($0) })
        await tasks.waitForEnd(where: isPersistence)
        await tasks.end()
        board.close()
    }
}
