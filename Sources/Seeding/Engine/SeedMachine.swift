import ControlAPI
import FoundationEssentials

/// What is known of a stack's seed data, and what follows from it.
///
/// Pure: it does no I/O, reads no clock and never suspends. ``Seeder`` owns it, and ``SeedRunner`` works on the stores and
/// reports here. A result carries the instance of the store that the work began with, so that a store that restarts
/// meanwhile is checked again.
struct SeedMachine: Sendable {
    /// How long the rows wait for the scanner, which determines the state that each document is loaded with.
    static let scannerTimeout = Duration.seconds(20)
    /// The key in ``drifts`` for items that belong to no single firm.
    static let sharedKey = ""

    /// What is known of the database beside the firms' rows.
    struct Database: Hashable, Sendable {
        /// Changes that belong to no firm, as last measured.
        var changes: [DatabaseChange] = []
        /// Why the last measurement is incomplete; nil if it is complete.
        var notMeasured: String?
        /// Why a reset would not keep the database for undo, as far as is known.
        var notKept: String?
    }

    /// The background work that does whatever is due without being asked.
    enum Reconciliation: Hashable, Sendable {
        case idle
        case running
        /// Running, and to be repeated when it ends.
        case due
    }

    /// The availability as last reported.
    private(set) var reported = StoreAvailability()
    /// Stores on other machines, which are never written to, with the reason to show; nil until determined.
    private var foreign: [StoreName: String]?
    /// The stores beside Postgres and the scanner.
    private(set) var storeNames: [StoreName] = []
    /// What persists between runs. ``Seeder`` writes it to disk first.
    var record: SeedRecord
    /// The plan in force; nil until rows are loaded.
    private(set) var plan: SeedPlan?
    /// The seed files as last read.
    private(set) var set: SeedSet?
    /// The instance of each store that was last checked.
    private(set) var checked: [StoreName: String] = [:]
    /// How often each store failed to answer, or to take what was due, since it last did.
    private var failedLooks: [StoreName: Int] = [:]
    private(set) var drifts: [StoreName: [String: Drift]] = [:]
    private(set) var database = Database()
    private(set) var failures: [StoreName: SeedingError] = [:]
    /// Why the last reconciliation failed.
    private(set) var problem: SeedingError?
    /// Whether a load was requested, or happens automatically.
    var mayLoad: Bool
    var measuredAt: ContinuousClock.Instant?
    /// The time since when the rows have been waiting for the scanner.
    private var scannerWaitStart: ContinuousClock.Instant?
    private var reconciliation = Reconciliation.idle

    init(record: SeedRecord, isAutomatic: Bool) {
        self.record = record
        mayLoad = isAutomatic
    }

    // MARK: Reconciliation

    /// Requests a reconciliation.
    /// - Returns: whether to start one.
    mutating func reconciliationRequested() -> Bool {
        defer { reconciliation = reconciliation == .idle ? .running : .due }
        return reconciliation == .idle
    }

    /// Takes the end of a reconciliation.
    /// - Returns: whether to repeat it.
    mutating func reconciliationEnded() -> Bool {
        defer { reconciliation = reconciliation == .due ? .running : .idle }
        return reconciliation == .due
    }

    /// Takes the cancellation of reconciliations.
    mutating func reconciliationCancelled() { reconciliation = .idle }

    // MARK: Availability

    /// Takes which stores are usable.
    /// - Returns: whether that has changed.
    mutating func availabilityChanged(_ availability: StoreAvailability) -> Bool {
        guard availability != reported else { return false }
        if availability.endpoints != reported.endpoints { foreign = nil }
        reported = availability
        return true
    }

    /// The endpoints whose hosts are not known to be this machine; nil if all are.
    var unknownEndpoints: StoreEndpoints? { foreign == nil ? reported.endpoints : nil }

    /// Takes which stores of some endpoints are on other machines.
    mutating func foreignFound(_ found: [StoreName: String], at endpoints: StoreEndpoints) {
        if reported.endpoints == endpoints { foreign = found }
    }

    mutating func storesMade(_ names: [StoreName]) { storeNames = names }

    /// The reported availability, with stores on other machines made unavailable.
    var availability: StoreAvailability {
        var availability = reported
        for (store, reason) in foreign ?? [:] { availability.states[store] = .unavailable(reason: reason) }
        return availability
    }

    func instance(of store: StoreName) -> String? { availability.instance(of: store) }

    /// Why a store cannot be used now; nil if it can.
    func obstacle(_ store: StoreName) -> String? {
        switch availability[store] {
        case .ready: nil
        case .absent: "the stack has no such service"
        case .stopped: "its service is stopped"
        case .pending, .running: "its service is not ready yet"
        case .unavailable(let reason): reason
        }
    }

    /// Why a load skips a store; nil if it is usable.
    func skipReason(_ store: StoreName) -> String? {
        switch availability[store] {
        case .ready, .absent, .unavailable: obstacle(store)
        case .stopped, .pending, .running: obstacle(store).map { "\($0); it will be loaded once it is ready" }
        }
    }

    // MARK: Rows

    /// What to do about the rows.
    enum RowsTask: Hashable, Sendable {
        /// Nothing: their server cannot be used.
        case wait
        /// Reopen a database that a killed reset left closed. Otherwise the health probe could not connect either, the
        /// service would never become ready, and nothing would ever reopen the database.
        case reopen
        /// Nothing: they were checked. Whether the other stores can be checked.
        case checked(isInPlace: Bool)
        case inspect(instance: String)
    }

    var rowsTask: RowsTask {
        guard let instance = instance(of: .postgres) else {
            return availability[.postgres] == .running && record.pending != nil ? .reopen : .wait
        }
        guard checked[.postgres] == instance else { return .inspect(instance: instance) }
        return .checked(isInPlace: plan != nil && problem == nil)
    }

    /// What to do with a database, by whose it is.
    enum RowsDecision: Sendable {
        case refuse(SeedingError)
        case leave
        /// Load it for the first time; `claims`: after marking it as the stack's own.
        case load(claims: Bool)
        /// It was loaded from this seed.
        case adopt(seed: String)
    }

    func decide(_ ownership: DatabaseState) -> RowsDecision {
        switch ownership {
        case .missing:
            .refuse(SeedingError(.refused, "the server does not have the database that the stack's services use"))
        case .foreign(let reason):
            mayLoad
                ? .refuse(
                    SeedingError(
                        .notOurs,
                        reason,
                        remedy: "to replace it with the seed data: cpadev seed --yes. To keep it: cpadev up --no-seed"
                    )
                ) : .leave
        case .fresh: mayLoad ? .load(claims: true) : .leave
        case .ours(nil): mayLoad ? .load(claims: false) : .leave
        case .ours(let seed?): .adopt(seed: seed)
        }
    }

    /// Whether the first load must wait for the scanner: until this time; nil if it may begin.
    mutating func waitForScanner(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        let since = scannerWaitStart ?? now
        scannerWaitStart = since
        // The scanner triggers a reconciliation when it becomes ready. The time limit is in case it does not.
        if availability.isPending(.clamav), now - since < Self.scannerTimeout { return since + Self.scannerTimeout }
        scannerWaitStart = nil
        return nil
    }

    /// Takes that the rows of an instance were checked and are as they should be.
    mutating func rowsChecked(_ instance: String?) {
        checked[.postgres] = instance
        problem = nil
    }

    /// Takes the failure of a reconciliation. It is not retried until something changes.
    /// - Returns: whether the failure is new.
    mutating func reconciliationFailed(_ error: SeedingError, _ instance: String?) -> Bool {
        defer {
            problem = error
            checked[.postgres] = instance
        }
        return problem != error
    }

    mutating func filesRead(_ set: SeedSet) { self.set = set }

    mutating func planFound(_ plan: SeedPlan) { self.plan = plan }

    /// Takes that every row was replaced by those of a plan.
    mutating func rowsLoaded(_ plan: SeedPlan) {
        self.plan = plan
        problem = nil
        drifts[.postgres] = Dictionary(plan.firms.map { ($0.slug, Drift.none) }) { $1 }
        forgetDatabase()
    }

    /// Takes that a firm's rows, or with nil only other stores, were reset to a plan.
    mutating func partReset(_ plan: SeedPlan, firm: String?) {
        self.plan = plan
        problem = nil
        if let firm { drifts[.postgres, default: [:]][firm] = Drift.none }
    }

    /// Takes that the data now belongs to another seed; nil if its plan is not known.
    mutating func seedChanged(_ plan: SeedPlan?) {
        drifts = [:]
        forgetDatabase()
        measuredAt = nil
        problem = nil
        self.plan = plan
        // A database that is not the stack's own is inspected again.
        if plan == nil { checked[.postgres] = nil }
    }

    /// Takes that a snapshot was restored.
    mutating func snapshotRestored(_ plan: SeedPlan?) {
        if let plan { self.plan = plan }
        forgetDrift()
    }

    /// Clears everything that was measured, until the next measurement.
    mutating func forgetDrift() {
        drifts = [:]
        forgetDatabase()
    }

    private mutating func forgetDatabase() {
        database = Database()
        failures[.postgres] = nil
    }

    /// Takes that everything must be checked again.
    mutating func forgetChecks() { checked = [:] }

    // MARK: Other stores

    /// The usable stores whose present instance was not checked, or that await a firm's data.
    var uncheckedStores: Set<StoreName> {
        Set(
            storeNames.filter { store in
                guard let instance = instance(of: store) else { return false }
                return checked[store] != instance || !dueFirms(in: store).isEmpty
            }
        )
    }

    /// The usable stores that were restarted since they were checked, or that failed when they were.
    var restartedStores: Set<StoreName> {
        Set(
            storeNames.filter { store in
                instance(of: store).map { checked[store] != $0 || failedLooks[store] != nil } ?? false
            }
        )
    }

    /// The firms of a plan whose data is to be written to a store. A content that the store awaits comes first.
    private func dueFirms(in store: StoreName, _ plan: SeedPlan? = nil) -> [SeedPlan.Firm] {
        guard record.due.content(of: store) == nil else { return [] }
        return (plan ?? self.plan)?.firms.filter { record.due.awaits($0.slug, in: store) } ?? []
    }

    /// Whether a store is due in a load that leaves the rows: it was skipped, or never checked.
    func isDue(_ store: StoreName) -> Bool {
        record.due.awaits(store) || checked[store] == nil || restartedStores.contains(store)
    }

    /// The documents' scanner, if it became ready after the seed was loaded without it.
    mutating func lateScanner(_ set: SeedSet) -> Bool {
        guard let instance = instance(of: .clamav), checked[.clamav] != instance, record.unscannedHash == set.hash,
            plan?.hash == set.hash
        else { return false }
        checked[.clamav] = instance
        failures[.clamav] = nil
        return true
    }

    /// Takes that a step worked in these instances of stores. A store that failed counts as checked too: it is not retried
    /// until it restarts or the user asks for it.
    mutating func worked(in instances: [StoreName: String?]) {
        for (store, instance) in instances { checked[store] = instance }
    }

    /// Takes what was done in a store; `isWhole`: including the items that belong to no single firm.
    mutating func succeeded(_ store: StoreName, _ parts: [SeedRunner.Part], isWhole: Bool) {
        failures[store] = nil
        if isWhole { drifts[store]?[Self.sharedKey] = nil }
        for part in parts { if let firm = part.firm { drifts[store, default: [:]][firm] = Drift.none } }
    }

    mutating func failed(_ store: StoreName, _ error: SeedingError) {
        failures[store] = error
        drifts[store] = nil
    }

    mutating func scanFailed(_ error: SeedingError) { failures[.clamav] = error }

    /// What a look at a store that became ready found to be written.
    struct Dues: Hashable, Sendable {
        /// The firms whose shares are due: those that were skipped, or all if the store has lost everything.
        var firms: [SeedPlan.Firm] = []
        /// Whether the store has lost everything, as one without persistence does when it stops.
        var isLost = false
    }

    /// Takes what a look at a store that became ready found.
    mutating func looked(
        at store: StoreName,
        _ instance: String?,
        _ result: Result<[String: Drift], SeedingError>,
        _ plan: SeedPlan
    ) -> Dues {
        let dirty = dueFirms(in: store, plan)
        switch result {
        case .success(let drift):
            checked[store] = instance
            failures[store] = nil
            failedLooks[store] = nil
            drifts[store] = drift
            let filled = plan.firms.filter { $0.count(in: store) > 0 }
            // A store with items of the developer's lost nothing: filling it would remove them.
            let lost = filled.filter { firm in
                let drift = drift[firm.slug] ?? .none
                return drift.removed >= firm.count(in: store) && drift.added == 0 && drift.changed == 0
            }
            let isEmpty = Set(lost + dirty).count == plan.firms.count && !lost.isEmpty
            return Dues(firms: isEmpty ? plan.firms : dirty, isLost: isEmpty && lost.count == filled.count)
        case .failure(let error):
            // The store was ready and may only be slow. It is not checked until it has answered.
            failures[store] = error
            failedLooks[store, default: 0] += 1
            return Dues(firms: dirty)
        }
    }

    /// Takes that a store could not be filled with what was due in it.
    mutating func fillingFailed(in store: StoreName) { failedLooks[store, default: 0] += 1 }

    /// How long to wait before ready stores that failed to answer are looked at again; nil if there are none.
    var retryDelay: Duration? {
        let attempts = failedLooks.filter { instance(of: $0.key) != nil }.values.min()
        return attempts.map { .seconds(min(30, 1 << min($0, 5))) }
    }

    // MARK: Measuring

    /// Whether a store's drift says what was changed in it. One that awaits something differs by that.
    func isMeasurable(_ store: StoreName) -> Bool { instance(of: store) != nil && !record.due.awaits(store) }

    /// Takes the measured drift of a store.
    mutating func measured(_ store: StoreName, _ result: Result<[String: Drift], SeedingError>) {
        switch result {
        case .success(let drift):
            drifts[store] = drift
            failures[store] = nil
        case .failure(let error): failures[store] = error
        }
    }

    /// Takes the measured drift of the database. A database that is locked keeps what was known.
    mutating func measured(_ result: Result<DatabaseDrift, SeedingError>, notKept: String?, _ plan: SeedPlan) {
        switch result {
        case .success(let drift):
            drifts[.postgres] = Dictionary(plan.firms.map { ($0.slug, drift.firms[$0.id] ?? .none) }) { $1 }
            database = Database(changes: drift.changes, notMeasured: drift.notCompared, notKept: notKept)
            failures[.postgres] = nil
        case .failure(let error) where error.code == .busy: database.notMeasured = error.message
        case .failure(let error): failures[.postgres] = error
        }
    }
}
