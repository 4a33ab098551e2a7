import ControlAPI
import FoundationEssentials

/// The state of the data that persists between runs, including the journal of the current step.
///
/// The journal is written before anything is changed. If the supervisor is killed after the step's rows are in place,
/// the next one finishes the step in the other stores. If it is killed earlier, nothing has changed, and the step is
/// dropped.
struct SeedRecord: Hashable, Sendable, Codable {
    /// A step that replaces data.
    struct Step: Hashable, Sendable, Codable {
        /// The id; see ``RowStep``.
        var id: String
        var kind: DataOperation.Kind
        /// Whether the step changes rows. If not, nothing records how far it got in the other stores.
        var changesRows = true
        /// The slug of the only firm that the step resets; nil for a step that concerns all firms.
        var firm: String?
        /// The seed, with its options, that is in force after the step, and the one before it.
        var seed: Seed
        var former = Seed()
        /// The seed before the step, if the step replaces it by another.
        var replaced: FormerSeed?
        /// The firms whose data in the other stores follows the rows: slugs by store.
        var stores: [String: Set<String>] = [:]
        /// What the other stores get instead: a snapshot, or their state before an earlier step.
        var content: Due.Content?
        /// Earlier versions recorded only the name of the snapshot; see ``converted``.
        var snapshot: String?
        /// The step that this one undoes.
        var undone: UndoStep?

        /// A step of an earlier version, which did not record the stores of its content.
        fileprivate var converted: Step {
            let source = snapshot.map { Due.Content.Source.snapshot($0) } ?? undone.map { .undone($0.id) }
            guard content == nil, let source else { return self }
            var step = self
            // Those that the content does not have are left as they are.
            let stores = Set(StoreName.allCases).subtracting([.postgres, .clamav])
            (step.content, step.snapshot) = (Due.Content(step: id, source: source, stores: stores), nil)
            return step
        }

        /// A description for users.
        var words: String {
            switch kind {
            case .seed, .refill: "a load"
            case .reset: firm.map { "a reset of \($0)" } ?? "a reset"
            case .undo: "an undo"
            case .snapshotSave, .snapshotRestore, .snapshotDelete: "a restore of snapshot \(content?.snapshot ?? "")"
            }
        }
    }

    /// The seed that the rows were loaded from.
    struct Seed: Hashable, Sendable, Codable {
        var hash: String?
        var asOf: String?
        var scale = 1
        /// The set that it is; nil in records of earlier versions, which only knew the demo data.
        var set: SeedSetName?
    }

    /// The last step that replaced data and can be undone.
    struct UndoStep: Hashable, Sendable, Codable {
        /// The rows that are kept.
        enum Rows: Hashable, Sendable, Codable {
            case nothing
            case database
            /// The rows of one firm, given by its tenant id.
            case firm(id: String)
        }

        /// The step's id, which marks the kept rows. It is also the name of the folder with what the other stores keep.
        var id: String
        var kind: DataOperation.Kind
        var firm: String?
        var at: Date
        var rows: Rows
        /// The seed that was in force before the step.
        var former: Seed
        /// That seed, if the step replaced it by another.
        var replaced: FormerSeed?
        /// The size of the kept rows, in bytes.
        var bytes: Int64 = 0
        /// What cannot be restored, one sentence each.
        var notes: [String] = []
        /// What was due before the step, and is due again once it is undone.
        var due: Due?
        /// ``SeedRecord/left`` before the step.
        var left: [String: Set<FormerSeed>]?
    }

    /// The outcomes of saving snapshots.
    struct Backups: Hashable, Sendable, Codable {
        var lastSuccess: Date?
        var lastFailure: Date?
    }

    struct Firm: Hashable, Sendable, Codable {
        var seededAt: Date?
        var resetAt: Date?
    }

    /// The seed that the rows were loaded from. It has no hash before the first load.
    var seed = Seed()
    /// The current step, while its rows are not known to be in place.
    var pending: Step?
    var undo: UndoStep?
    /// The seed whose template was built before all documents had been scanned; nil if there is none.
    var unscannedHash: String?
    /// What unavailable stores still have to get.
    var due = Due()
    /// Earlier seeds of which a store may still have items, because a load left it out, by store.
    var left: [String: Set<FormerSeed>] = [:]
    var firms: [String: Firm] = [:]
    var backups = Backups()

    init() {}

    /// Decodes records of earlier versions as well, as far as their values still apply.
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
        pending = try values.decodeIfPresent(Step.self, forKey: .pending)?.converted
        undo = try values.decodeIfPresent(UndoStep.self, forKey: .undo)
        unscannedHash = try values.decodeIfPresent(String.self, forKey: .unscannedHash)
        due =
            try values.decodeIfPresent(Due.self, forKey: .due)
            ?? Due(
                firms: try former.decodeIfPresent([String: Set<String>].self, forKey: .dirty) ?? [:],
                step: try former.decodeIfPresent(String.self, forKey: .dirtyStep)
            )
        if let content = try former.decodeIfPresent(Step.self, forKey: .unfinished)?.converted.content {
            due.contents.append(content)
        }
        left = try values.decodeIfPresent([String: Set<FormerSeed>].self, forKey: .left) ?? [:]
        firms = try values.decodeIfPresent([String: Firm].self, forKey: .firms) ?? [:]
        backups = try values.decodeIfPresent(Backups.self, forKey: .backups) ?? Backups()
    }

    private enum FormerKeys: String, CodingKey { case hash, asOf, scale, dirty, dirtyStep, unfinished }
}
