import ControlAPI
import FoundationEssentials

/// A step that replaces rows, as identified in the journal and the databases' marks.
struct RowStep: Sendable {
    /// A unique id of twelve hexadecimal digits.
    var id: String
    /// The maximum number of bytes that are kept for undoing the step.
    var undoLimit: Int64
    /// Whether to replace even a database that is not the stack's own.
    var replacesForeign = false
    /// Whether to keep what is replaced. A database that never held any data need not be kept.
    var keepsFormer = true
    /// Whether to set aside, rather than drop, the database that is kept for the step before. The step then ends only
    /// with ``RowStore/dropSetAside()`` or ``RowStore/reinstateSetAside()``.
    var setsKeptAside = false
    /// Called once the step can no longer fail and the new rows are visible to all.
    var committed: @Sendable () -> Void = {}

    static func makeID() -> String {
        let digits = UUID().uuidString.lowercased().filter { $0 != "-" }
        return String(digits.prefix(12))
    }
}

/// What happened to the rows that a step replaced.
enum KeptRows: Hashable, Sendable {
    /// They matched the seed, so there is nothing to keep. What was kept before remains.
    case nothingDiffered
    case kept(bytes: Int64)
    /// They exceeded the limit and were dropped.
    case tooLarge(bytes: Int64)
}

/// The result of a step that replaces rows.
struct RowReplacement: Hashable, Sendable {
    var kept = KeptRows.nothingDiffered
    /// The rows' drift before the step, by firm id; nil if it was not known in time.
    var drift: [String: Drift]?
    /// The other changes of the database before the step; nil if they were not known in time.
    var changes: [DatabaseChange]?
    /// What could not be cleaned up. The next step tries again.
    var notes: [String] = []
}
