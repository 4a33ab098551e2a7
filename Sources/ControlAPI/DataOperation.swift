package import FoundationEssentials

/// Something that changes the seed data, and how far it is.
package struct DataOperation: Hashable, Sendable, Codable {
    /// What is done.
    package enum Kind: String, Sendable, Codable {
        case seed
        case reset
        /// What the last step replaced is put back.
        case undo
        /// What a store lost when it stopped is put back.
        case refill
        case snapshotSave = "snapshot_save"
        case snapshotRestore = "snapshot_restore"
        case snapshotDelete = "snapshot_delete"
    }

    /// One store's part for one firm.
    package struct Step: Hashable, Sendable, Codable {
        /// The store's name.
        package var store: String
        /// The firm's slug; nil for what concerns all firms.
        package var firm: String?
        /// Items done.
        package var done: Int
        /// All items; 0 until it is known.
        package var total: Int
        /// Whether it is complete.
        package var isFinished: Bool

        /// A step that has not begun.
        package init(store: String, firm: String?, done: Int = 0, total: Int = 0, isFinished: Bool = false) {
            self.store = store
            self.firm = firm
            self.done = done
            self.total = total
            self.isFinished = isFinished
        }
    }

    /// What is done.
    package var kind: Kind
    /// The only firm that it concerns; nil: all.
    package var firm: String?
    /// When it began.
    package var startedAt: Date
    /// In the order in which they are shown.
    package var steps: [Step]

    /// An operation that begins.
    package init(kind: Kind, firm: String? = nil, startedAt: Date, steps: [Step] = []) {
        self.kind = kind
        self.firm = firm
        self.startedAt = startedAt
        self.steps = steps
    }

    /// How much of it is done, from 0 to 1: the mean over the steps, so that a store with many small items does not
    /// hide the others.
    package var fraction: Double {
        guard !steps.isEmpty else { return 0 }
        let sum = steps.reduce(0.0) { sum, step in
            if step.isFinished { return sum + 1 }
            return sum + (step.total > 0 ? min(Double(step.done) / Double(step.total), 1) : 0)
        }
        return sum / Double(steps.count)
    }
}

/// What a person can ask to be done to the seed data.
package enum DataCommand: Hashable, Sendable, Codable {
    /// Loads what is not loaded. With `rebuild` everything anew, from the files as they are now.
    case seed(SeedRequest)
    /// Puts back what changed.
    case reset(ResetRequest)
    /// Takes back the last step that replaced data.
    case undo
    /// Keeps the state of all stores under a name.
    case saveSnapshot(name: String)
    /// Makes the stores what a snapshot holds.
    case restoreSnapshot(name: String)
    /// Removes a snapshot.
    case deleteSnapshot(name: String)
}

/// How to load.
package struct SeedRequest: Hashable, Sendable, Codable {
    /// The day on which the data stands, `yyyy-MM-dd` or `today`; nil: the manifest's, or the one of the last load.
    package var asOf: String?
    /// How many times the clients shall be there; nil: as in the last load, 1 at first.
    package var scale: Int?
    /// Whether to build the template anew also where it is up to date.
    package var rebuild: Bool
    /// Whether data that cpadev did not load may be replaced.
    package var replacesOwnData: Bool

    /// A load that changes nothing where all is loaded, unless said otherwise.
    package init(asOf: String? = nil, scale: Int? = nil, rebuild: Bool = false, replacesOwnData: Bool = false) {
        self.asOf = asOf
        self.scale = scale
        self.rebuild = rebuild
        self.replacesOwnData = replacesOwnData
    }
}

/// What to put back.
package struct ResetRequest: Hashable, Sendable, Codable {
    /// A firm's slug; nil: all firms, and what belongs to none.
    package var firm: String?
    /// Names of stores; empty: all.
    package var stores: [String]
    /// Whether only to tell what would be put back.
    package var dryRun: Bool

    /// A reset of everything, unless said otherwise.
    package init(firm: String? = nil, stores: [String] = [], dryRun: Bool = false) {
        self.firm = firm
        self.stores = stores
        self.dryRun = dryRun
    }
}

/// What comes back while a ``DataCommand`` is carried out.
package enum DataEvent: Hashable, Sendable, Codable {
    case progress(DataOperation)
    /// It has not begun: another operation is carried out first.
    case waiting(for: DataOperation)
    /// The last event of a command that was carried out.
    case finished(DataOutcome)
    /// The last event of one that was not.
    case failed(ControlError)
}

/// What a ``DataCommand`` did.
package struct DataOutcome: Hashable, Sendable, Codable {
    /// One store's part for one firm.
    package struct Part: Hashable, Sendable, Codable {
        /// The store's name.
        package var store: String
        /// The firm's slug; nil for all.
        package var firm: String?
        /// How many items the store has of it now.
        package var items: Int
        /// What differed, and was put right; with a dry run what differs.
        package var drift: DataStatus.Drift
        /// In milliseconds.
        package var durationMs: Double
        /// Why it was left out; nil where it was not.
        package var skipped: String?
        /// Whether it was left out because it failed, and not because the store is not there.
        package var isFailed: Bool

        /// A part that was carried out, unless it says why not.
        package init(
            store: String,
            firm: String?,
            items: Int,
            drift: DataStatus.Drift,
            durationMs: Double,
            skipped: String? = nil,
            isFailed: Bool = false
        ) {
            self.store = store
            self.firm = firm
            self.items = items
            self.drift = drift
            self.durationMs = durationMs
            self.skipped = skipped
            self.isFailed = isFailed
        }
    }

    /// What was done.
    package var kind: DataOperation.Kind
    /// The only firm that it concerned; nil: all.
    package var firm: String?
    /// Whether nothing was written.
    package var dryRun: Bool
    /// In milliseconds, from when the supervisor took the command.
    package var durationMs: Double
    /// By store, then firm.
    package var parts: [Part]
    /// What differed in the database and belongs to no firm; with a dry run what differs.
    package var databaseChanges: [DatabaseChange]
    /// Why what differs is not known as a whole; nil where it is.
    package var notMeasured: String?
    /// With a dry run, why the database would not be kept for an undo; nil where it would.
    package var notKept: String?
    /// For people: what was left from a killed operation and is finished, what is worth knowing.
    package var notes: [String]
    /// Rows that were read from files, and the seconds that took; nil where none were.
    package var loadedRows: Int?
    /// Seconds of loading rows alone.
    package var loadSeconds: Double?
    /// What can be undone of it; nil where it replaced nothing.
    package var undo: DataUndo?

    /// An outcome; see the properties.
    package init(
        kind: DataOperation.Kind,
        firm: String? = nil,
        dryRun: Bool = false,
        durationMs: Double,
        parts: [Part],
        databaseChanges: [DatabaseChange] = [],
        notMeasured: String? = nil,
        notes: [String] = []
    ) {
        self.kind = kind
        self.firm = firm
        self.dryRun = dryRun
        self.durationMs = durationMs
        self.parts = parts
        self.databaseChanges = databaseChanges
        self.notMeasured = notMeasured
        self.notes = notes
    }
}

/// The state of the stores under a name.
package struct DataSnapshotInfo: Hashable, Sendable, Codable {
    /// What people type.
    package var name: String
    /// When it was saved.
    package var createdAt: Date
    /// Bytes on disk, over all stores.
    package var sizeBytes: Int64
    /// The stores that are part of it.
    package var stores: [String]

    /// A snapshot; see the properties.
    package init(name: String, createdAt: Date, sizeBytes: Int64, stores: [String]) {
        self.name = name
        self.createdAt = createdAt
        self.sizeBytes = sizeBytes
        self.stores = stores
    }
}
