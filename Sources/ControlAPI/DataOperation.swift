package import FoundationEssentials

/// An operation that changes the seed data, and its progress.
package struct DataOperation: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable {
        case seed
        case reset
        /// Restores what the last operation replaced.
        case undo
        /// Reloads what a store lost when it stopped.
        case refill
        case snapshotSave = "snapshot_save"
        case snapshotRestore = "snapshot_restore"
        case snapshotDelete = "snapshot_delete"

        /// The present participle: `resetting`.
        package var participle: String {
            switch self {
            case .seed: "seeding"
            case .reset: "resetting"
            case .refill: "refilling"
            case .snapshotSave: "saving a snapshot"
            case .undo: "undoing"
            case .snapshotRestore: "restoring a snapshot"
            case .snapshotDelete: "deleting a snapshot"
            }
        }
    }

    /// One store's part for one firm.
    package struct Step: Hashable, Sendable, Codable {
        package var store: String
        /// The firm's slug; nil for what concerns all firms.
        package var firm: String?
        package var done: Int
        /// All items; 0 until it is known.
        package var total: Int
        package var isFinished: Bool

        package init(store: String, firm: String?, done: Int = 0, total: Int = 0, isFinished: Bool = false) {
            self.store = store
            self.firm = firm
            self.done = done
            self.total = total
            self.isFinished = isFinished
        }
    }

    /// Work that the steps do not count.
    package struct Activity: Hashable, Sendable, Codable {
        /// Such as `running the check staff.sql`.
        package var words: String
        package var since: Date

        package init(words: String, since: Date) {
            self.words = words
            self.since = since
        }
    }

    package var kind: Kind
    /// The only firm that it concerns; nil: all.
    package var firm: String?
    package var startedAt: Date
    package var steps: [Step]
    /// nil while only the steps progress.
    package var activity: Activity?

    package init(kind: Kind, firm: String? = nil, startedAt: Date, steps: [Step] = []) {
        self.kind = kind
        self.firm = firm
        self.startedAt = startedAt
        self.steps = steps
    }

    /// The progress from 0 to 1: the mean over the steps, so that a store with many small items does not dominate.
    package var fraction: Double {
        guard !steps.isEmpty else { return 0 }
        let sum = steps.reduce(0.0) { sum, step in
            if step.isFinished { return sum + 1 }
            return sum + (step.total > 0 ? min(Double(step.done) / Double(step.total), 1) : 0)
        }
        return sum / Double(steps.count)
    }
}

package enum DataCommand: Hashable, Sendable, Codable {
    /// Loads what has not been loaded. With `rebuild`, reloads everything from the current files.
    case seed(SeedRequest)
    case reset(ResetRequest)
    /// Reverts the last operation that replaced data.
    case undo
    /// Saves the state of all stores under a name.
    case saveSnapshot(name: String)
    case restoreSnapshot(name: String)
    case deleteSnapshot(name: String)
}

package struct SeedRequest: Hashable, Sendable, Codable {
    /// The as-of date, `yyyy-MM-dd` or `today`; nil: that of the last load, or the manifest's.
    package var asOf: String?
    /// The factor by which clients are multiplied; nil: that of the last load, or 1.
    package var scale: Int?
    /// Whether to rebuild the template even if it is up to date.
    package var rebuild: Bool
    /// Whether data that cpadev did not load may be replaced.
    package var replacesOwnData: Bool
    /// The set to change to; nil: that of the last load.
    package var set: SeedSetName?

    package init(
        asOf: String? = nil,
        scale: Int? = nil,
        rebuild: Bool = false,
        replacesOwnData: Bool = false,
        set: SeedSetName? = nil
    ) {
        self.set = set
        self.asOf = asOf
        self.scale = scale
        self.rebuild = rebuild
        self.replacesOwnData = replacesOwnData
    }
}

package struct ResetRequest: Hashable, Sendable, Codable {
    /// A firm's slug; nil: all firms and data that belongs to none.
    package var firm: String?
    /// The names of stores; empty: all.
    package var stores: [String]
    /// Whether to only report what would be reset.
    package var dryRun: Bool

    package init(firm: String? = nil, stores: [String] = [], dryRun: Bool = false) {
        self.firm = firm
        self.stores = stores
        self.dryRun = dryRun
    }
}

package enum DataEvent: Hashable, Sendable, Codable {
    case progress(DataOperation)
    /// The command has not started: another operation runs first.
    case waiting(for: DataOperation)
    /// The last event of a successful command.
    case finished(DataOutcome)
    /// The last event of a failed command.
    case failed(ControlError)
}

package struct DataOutcome: Hashable, Sendable, Codable {
    /// One store's part for one firm.
    package struct Part: Hashable, Sendable, Codable {
        package var store: String
        /// The firm's slug; nil for all.
        package var firm: String?
        /// The number of items the store now has.
        package var items: Int
        /// The differences that were reset or, in a dry run, were found.
        package var drift: DataStatus.Drift
        package var durationMs: Double
        /// Why the part was skipped; nil if it was not.
        package var skipped: String?
        /// Whether the part was skipped because it failed, rather than because the store is missing.
        package var isFailed: Bool

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

    package var kind: DataOperation.Kind
    /// The only firm concerned; nil: all.
    package var firm: String?
    /// Whether this was a dry run, which writes nothing.
    package var dryRun: Bool
    /// In milliseconds, since the supervisor accepted the command.
    package var durationMs: Double
    package var parts: [Part]
    /// Database changes that belong to no firm and were reset or, in a dry run, found.
    package var databaseChanges: [DatabaseChange]
    /// Why the measurement of differences is incomplete; nil if it is complete.
    package var notMeasured: String?
    /// In a dry run, why the reset could not be undone for the database; nil if it could.
    package var notKept: String?
    /// Messages for the user, for example that a killed operation was completed.
    package var notes: [String]
    /// The number of rows read from files; nil if none were.
    package var loadedRows: Int?
    /// The seconds spent on loading rows.
    package var loadSeconds: Double?
    /// How to undo the operation; nil if it replaced nothing.
    package var undo: DataUndo?

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

/// A saved state of the stores.
package struct DataSnapshotInfo: Hashable, Sendable, Codable {
    package var name: String
    package var createdAt: Date
    /// The size on disk over all stores.
    package var sizeBytes: Int64
    package var stores: [String]

    package init(name: String, createdAt: Date, sizeBytes: Int64, stores: [String]) {
        self.name = name
        self.createdAt = createdAt
        self.sizeBytes = sizeBytes
        self.stores = stores
    }
}
