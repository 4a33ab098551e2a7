import ControlAPI
import FoundationEssentials

/// What cpadev knows of the data between two runs, and the journal of the step under way: it is written before anything
/// is changed. A step whose rows were in place when the supervisor was killed is finished in the other stores by the next
/// one; of one that had not come so far nothing was changed, and it is dropped.
struct SeedRecord: Hashable, Sendable, Codable {
    /// A step that changes rows.
    struct Step: Hashable, Sendable, Codable {
        /// See ``RowStep``.
        var id: String
        var kind: DataOperation.Kind
        /// Whether the rows change; else it concerns other stores alone, and nothing tells how far it came.
        var changesRows = true
        /// The only firm whose rows it puts back.
        var firm: String?
        /// The seed that is in force afterwards, and its options; and the one before.
        var seed: Seed
        var former = Seed()
        /// Which firms' shares of the other stores follow the rows: by store, slugs.
        var stores: [String: Set<String>] = [:]
        /// What the other stores become instead: a snapshot's content, or what they were before a step.
        var snapshot: String?
        var undone: UndoStep?

        /// As people call it.
        var words: String {
            switch kind {
            case .seed, .refill: "a load"
            case .reset: firm.map { "a reset of \($0)" } ?? "a reset"
            case .undo: "an undo"
            case .snapshotSave, .snapshotRestore, .snapshotDelete: "a restore of snapshot \(snapshot ?? "")"
            }
        }
    }

    /// The seed that rows were loaded from.
    struct Seed: Hashable, Sendable, Codable {
        var hash: String?
        var asOf: String?
        var scale = 1
    }

    /// The last step that replaced data, which can be undone.
    struct UndoStep: Hashable, Sendable, Codable {
        /// What is kept of the rows.
        enum Rows: Hashable, Sendable, Codable {
            case nothing
            case database
            /// By the tenant's id.
            case firm(id: String)
        }

        /// Of the step, by which the kept rows are marked; also the name of the folder with what the other stores keep.
        var id: String
        var kind: DataOperation.Kind
        var firm: String?
        var at: Date
        var rows: Rows
        /// The seed that was in force before.
        var former: Seed
        /// Bytes of the kept rows.
        var bytes: Int64 = 0
        /// What cannot come back, a sentence each.
        var notes: [String] = []
    }

    struct Firm: Hashable, Sendable, Codable {
        var seededAt: Date?
        var resetAt: Date?
    }

    /// The seed that the rows were loaded from; without a hash before the first.
    var seed = Seed()
    /// Under way, and not known to be in place.
    var pending: Step?
    /// Its rows are in place, and its stores are to follow once they are there.
    var unfinished: Step?
    var undo: UndoStep?
    /// The seed whose template was made before the scanner had seen all documents; nil where there is none.
    var unscannedHash: String?
    /// Which firms' shares of which stores must be written, since the store was not there: by store, slugs.
    var dirty: [String: Set<String>] = [:]
    /// The step that left those stores out: what is replaced in them later belongs to it.
    var dirtyStep: String?
    var firms: [String: Firm] = [:]

    init() {}

    /// Reads what former versions wrote, too, as far as it still means something.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let former = try decoder.container(keyedBy: FormerKeys.self)
        seed =
            try values.decodeIfPresent(Seed.self, forKey: .seed)
            ?? Seed(
                hash: try former.decodeIfPresent(String.self, forKey: .hash),
                asOf: try former.decodeIfPresent(String.self, forKey: .asOf),
                scale: try former.decodeIfPresent(Int.self, forKey: .scale) ?? 1
            )
        pending = try values.decodeIfPresent(Step.self, forKey: .pending)
        unfinished = try values.decodeIfPresent(Step.self, forKey: .unfinished)
        undo = try values.decodeIfPresent(UndoStep.self, forKey: .undo)
        unscannedHash = try values.decodeIfPresent(String.self, forKey: .unscannedHash)
        dirty = try values.decodeIfPresent([String: Set<String>].self, forKey: .dirty) ?? [:]
        dirtyStep = try values.decodeIfPresent(String.self, forKey: .dirtyStep)
        firms = try values.decodeIfPresent([String: Firm].self, forKey: .firms) ?? [:]
    }

    private enum FormerKeys: String, CodingKey { case hash, asOf, scale }

    func isDirty(_ store: StoreName, _ firm: String) -> Bool { dirty[store.rawValue]?.contains(firm) ?? false }

    func isDirty(_ store: StoreName) -> Bool { !(dirty[store.rawValue] ?? []).isEmpty }

    mutating func markDirty(_ store: StoreName, _ firms: some Sequence<String>) {
        dirty[store.rawValue, default: []].formUnion(firms)
    }

    mutating func markClean(_ store: StoreName, _ firm: String) {
        dirty[store.rawValue]?.remove(firm)
        if dirty[store.rawValue]?.isEmpty == true { dirty[store.rawValue] = nil }
    }
}
