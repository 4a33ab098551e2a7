package import FoundationEssentials

/// The status of the stack's seed data, as printed by `seed status --json`.
package struct DataStatus: Hashable, Sendable, Codable {
    package enum State: String, Sendable, Codable, CaseIterable {
        /// The database is not available yet.
        case waiting
        /// An operation is in progress; see ``DataStatus/operation``.
        case working
        /// Every available store has been seeded.
        case seeded
        /// The rows have been seeded, but another store has not.
        case partial
        /// Nothing has been seeded, and nothing will be seeded automatically: `--no-seed`.
        case unseeded
        /// Seeding is impossible, or the last operation failed; see ``DataStatus/problem``.
        case failed
    }

    package struct Seed: Hashable, Sendable, Codable {
        /// The hash of manifest, schema, data, day and scale: 64 hexadecimal digits.
        package var hash: String
        /// The as-of date of the data, `yyyy-MM-dd`.
        package var asOf: String
        /// The factor by which the clients are multiplied.
        package var scale: Int
        /// The path of the manifest: absolute.
        package var manifest: String
        /// Whether the files have changed since they were loaded.
        package var isStale: Bool
        /// The set that is loaded.
        package var set: SeedSetName?

        package init(
            hash: String,
            asOf: String,
            scale: Int,
            manifest: String,
            isStale: Bool = false,
            set: SeedSetName? = nil
        ) {
            self.set = set
            self.hash = hash
            self.asOf = asOf
            self.scale = scale
            self.manifest = manifest
            self.isStale = isStale
        }
    }

    /// The number of items by which a store differs from the seed.
    package struct Drift: Hashable, Sendable, Codable {
        /// Items that are not in the seed.
        package var added: Int
        /// Items that differ from the seed.
        package var changed: Int
        /// Items of the seed that are missing.
        package var removed: Int

        package init(added: Int = 0, changed: Int = 0, removed: Int = 0) {
            self.added = added
            self.changed = changed
            self.removed = removed
        }

        package var total: Int { added + changed + removed }
    }

    package struct Store: Hashable, Sendable, Codable {
        /// The state of a firm's items in a store.
        package enum State: String, Sendable, Codable, CaseIterable {
            /// Loaded; see ``Store/drift`` for what has changed since.
            case seeded
            /// The service is not ready yet; the data is loaded once it is.
            case pending
            /// Being loaded or reset.
            case working
            /// The stack has no such service, or it is unavailable.
            case unavailable
            case failed
        }

        /// `postgres`, `redis`, `s3`, `typesense`, `temporal` or `clamav`.
        package var name: String
        package var state: State
        /// The number of the firm's items in the seed: rows, keys, objects, documents, workflows, scanned files.
        package var items: Int
        /// What has changed since the seed; nil until measured.
        package var drift: Drift?
        /// Why the store is in this state, if that is not obvious.
        package var reason: String?

        package init(name: String, state: State, items: Int = 0, drift: Drift? = nil, reason: String? = nil) {
            self.name = name
            self.state = state
            self.items = items
            self.drift = drift
            self.reason = reason
        }
    }

    package struct Firm: Hashable, Sendable, Codable, Identifiable {
        /// The identifier used on the command line.
        package var slug: String
        package var name: String
        /// The tenant ID in its rows, and therefore in the logs of services; nil until the seed is read.
        package var tenantId: String?
        /// When the firm was first loaded; nil if it was not.
        package var seededAt: Date?
        /// When the firm was last reset; nil if never.
        package var resetAt: Date?
        package var stores: [Store]

        package var id: String { slug }

        package init(
            slug: String,
            name: String,
            tenantId: String? = nil,
            seededAt: Date? = nil,
            resetAt: Date? = nil,
            stores: [Store] = []
        ) {
            self.slug = slug
            self.name = name
            self.tenantId = tenantId
            self.seededAt = seededAt
            self.resetAt = resetAt
            self.stores = stores
        }

        /// The sum over the stores that were measured.
        package var drift: Drift {
            stores.compactMap(\.drift).reduce(into: Drift()) { sum, drift in
                sum.added += drift.added
                sum.changed += drift.changed
                sum.removed += drift.removed
            }
        }
    }

    package var state: State
    /// The service on which ``State/waiting`` waits; nil in every other state.
    package var waitsFor: String?
    /// The seed that is or will be loaded; nil if the manifest cannot be read.
    package var seed: Seed?
    /// The firms in the order of the manifest.
    package var firms: [Firm]
    /// Database changes that belong to no firm, as last measured.
    package var databaseChanges: [DatabaseChange]
    /// The drift of each store that does not belong to a single firm, such as schemas and aliases; by store name.
    package var sharedDrift: [String: Drift] = [:]
    /// Why the last measurement was incomplete; nil if it was complete. Earlier results remain visible.
    package var notMeasured: String?
    /// Why a full reset could not be undone for the database; nil if it could, as far as is known.
    package var notKept: String?
    package var operation: DataOperation?
    /// The reason for ``State/failed``; nil otherwise.
    package var problem: ControlError?
    /// The last operation that replaced data and can be undone, if any.
    package var undo: DataUndo?
    /// The resets by a schedule; nil if the stack has none.
    package var resets: ResetStatus?
    /// When a snapshot was last saved, and when saving one last failed; nil if never.
    package var lastSave: Date?
    package var lastFailedSave: Date?

    package init(
        state: State,
        waitsFor: String? = nil,
        seed: Seed? = nil,
        firms: [Firm] = [],
        databaseChanges: [DatabaseChange] = [],
        notMeasured: String? = nil,
        notKept: String? = nil,
        operation: DataOperation? = nil,
        problem: ControlError? = nil
    ) {
        self.state = state
        self.waitsFor = waitsFor
        self.seed = seed
        self.firms = firms
        self.databaseChanges = databaseChanges
        self.notMeasured = notMeasured
        self.notKept = notKept
        self.operation = operation
        self.problem = problem
    }
}
