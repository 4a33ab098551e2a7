import FoundationEssentials

/// A step that replaces rows, as the journal and the databases' marks know it.
struct RowStep: Sendable {
    /// Twelve hexadecimal digits, a new one for each step.
    var id: String
    /// How many bytes of what the step replaces are kept for undoing it.
    var undoLimit: Int64
    /// Whether a database that is not the stack's own is replaced, too.
    var replacesForeign = false
    /// Whether anything is kept at all: a database in which nothing ever was need not be.
    var keepsFormer = true
    /// Whether the database that is kept for the step before is set aside rather than dropped. The step is not over then
    /// until ``RowStore/dropSetAside()`` or ``RowStore/takeBackSetAside()`` is called.
    var setsKeptAside = false
    /// Called once the step cannot fail any more: the new rows are there for all to see.
    var committed: @Sendable () -> Void = {}

    static func makeID() -> String {
        let digits = UUID().uuidString.lowercased().filter { $0 != "-" }
        return String(digits.prefix(12))
    }
}

/// What became of the rows that a step replaced.
enum KeptRows: Hashable, Sendable {
    /// They were as seeded, so there is nothing to keep, and what was kept before still is.
    case nothingDiffered
    case kept(bytes: Int64)
    /// They are gone: there were more of them than may be kept.
    case tooLarge(bytes: Int64)
}

/// What a step did.
struct RowReplacement: Hashable, Sendable {
    var kept = KeptRows.nothingDiffered
    /// How the rows differed from the seed, by the firm's id; nil where that was not known in time.
    var drift: [String: Drift]?
    /// What could not be tidied up; the next step tries again.
    var notes: [String] = []
}
