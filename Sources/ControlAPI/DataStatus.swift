package import FoundationEssentials

/// What the supervisor knows of the stack's seed data; the object that `seed status --json` prints.
package struct DataStatus: Hashable, Sendable, Codable {
    /// Where the data is in its life.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// The store of the rows is not there yet.
        case waiting
        /// An operation changes it; ``DataStatus/operation`` says which.
        case working
        /// Every store that can be reached was seeded.
        case seeded
        /// The rows are seeded, and some other store is not yet.
        case partial
        /// Nothing was seeded, and nothing will be by itself: `--no-seed`.
        case unseeded
        /// It cannot be seeded, or the last operation failed; ``DataStatus/problem`` says why.
        case failed
    }

    /// What the data is made of.
    package struct Seed: Hashable, Sendable, Codable {
        /// Of manifest, schema, data, day and scale: 64 hexadecimal digits.
        package var hash: String
        /// The day on which the data stands, `yyyy-MM-dd`.
        package var asOf: String
        /// How many times the clients are there.
        package var scale: Int
        /// The manifest: absolute.
        package var manifest: String
        /// Whether the files say something else by now than what is loaded.
        package var isStale: Bool

        /// A seed as it was loaded; see the properties.
        package init(hash: String, asOf: String, scale: Int, manifest: String, isStale: Bool = false) {
            self.hash = hash
            self.asOf = asOf
            self.scale = scale
            self.manifest = manifest
            self.isStale = isStale
        }
    }

    /// By how many items a store differs from the seed.
    package struct Drift: Hashable, Sendable, Codable {
        /// There, but not in the seed.
        package var added: Int
        /// There, but different.
        package var changed: Int
        /// In the seed, but not there.
        package var removed: Int

        /// No difference, unless said otherwise.
        package init(added: Int = 0, changed: Int = 0, removed: Int = 0) {
            self.added = added
            self.changed = changed
            self.removed = removed
        }

        /// How many items differ.
        package var total: Int { added + changed + removed }
    }

    /// A firm's share of one store.
    package struct Store: Hashable, Sendable, Codable {
        /// What is known of it.
        package enum State: String, Sendable, Codable, CaseIterable {
            /// Loaded; ``Store/drift`` says what changed since.
            case seeded
            /// Its service is not ready yet; it is loaded when it is.
            case pending
            /// Being loaded or put back.
            case working
            /// The stack has no such service, or it cannot be had.
            case unavailable
            /// Loading it failed.
            case failed
        }

        /// `postgres`, `redis`, `s3`, `typesense`, `temporal` or `clamav`.
        package var name: String
        /// What is known of it.
        package var state: State
        /// How many items the seed has of the firm: rows, keys, objects, documents, workflows, scanned files.
        package var items: Int
        /// What changed since the seed; nil until it was looked at.
        package var drift: Drift?
        /// Why it is in this state, where that is not plain.
        package var reason: String?

        /// A store of which nothing but its state is known.
        package init(name: String, state: State, items: Int = 0, drift: Drift? = nil, reason: String? = nil) {
            self.name = name
            self.state = state
            self.items = items
            self.drift = drift
            self.reason = reason
        }
    }

    /// A demo firm.
    package struct Firm: Hashable, Sendable, Codable, Identifiable {
        /// What people type.
        package var slug: String
        /// As it stands in the data.
        package var name: String
        /// What its rows are marked with, and so what services write when they mean it; nil until the seed was read.
        package var tenantId: String?
        /// When it was first loaded; nil before.
        package var seededAt: Date?
        /// When it was last reset; nil where it never was.
        package var resetAt: Date?
        /// In the order of loading.
        package var stores: [Store]

        /// The slug.
        package var id: String { slug }

        /// A firm that was not loaded yet, unless times are given.
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

        /// The sum over the stores that were looked at.
        package var drift: Drift {
            stores.compactMap(\.drift).reduce(into: Drift()) { sum, drift in
                sum.added += drift.added
                sum.changed += drift.changed
                sum.removed += drift.removed
            }
        }
    }

    /// Where the data is in its life.
    package var state: State
    /// The service that ``State/waiting`` waits for; nil in every other state.
    package var waitsFor: String?
    /// What is loaded, or will be; nil where the manifest cannot be read.
    package var seed: Seed?
    /// In the order of the manifest.
    package var firms: [Firm]
    /// What differs from the seed in the database and belongs to no firm, as it was last looked at.
    package var databaseChanges: [DatabaseChange]
    /// By how many items a store differs in what belongs to no firm alone, such as schemas and aliases; by its name.
    package var sharedDrift: [String: Drift] = [:]
    /// Why the last look at what differs was not complete; nil where it was. What was known before still shows.
    package var notMeasured: String?
    /// Why a reset of everything would keep no database for an undo; nil where it would, as far as is known.
    package var notKept: String?
    /// What is under way; nil while nothing is.
    package var operation: DataOperation?
    /// Why it failed; nil otherwise.
    package var problem: ControlError?
    /// The last step that replaced data and can be undone; nil where none can.
    package var undo: DataUndo?

    /// Data in a state, of which nothing else is known.
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
