import ControlAPI

/// The overall state of the seed data in the pane's title and the header.
struct DataPresentation {
    var role: Theme.Role
    /// The text for the pane's title.
    var words: String
    /// The text for the header; nil if nothing needs attention.
    var headline: String?

    init(_ data: DataStatus) {
        let drift = DriftWords(data.firms.flatMap(\.stores))
        if let operation = data.operation {
            role = .starting
            words = "\(operation.kind.participle) \(Formatting.progress(operation.fraction))"
            headline = words
            if let activity = operation.activity { words += ": \(activity.words)" }
            return
        }
        let changes = data.databaseChanges.count
        let database = changes == 0 ? nil : "\(Formatting.count(changes)) in the database"
        let known = [drift.isEmpty ? nil : drift.short, database].compactMap(\.self)
        headline = known.isEmpty ? nil : "drift \(known.joined(separator: ", "))"
        switch data.state {
        case .waiting:
            (role, words) = (.waiting, "the database is not ready yet")
        case .working:
            (role, words, headline) = (.starting, "working", nil)
        case .seeded:
            (role, words) = known.isEmpty ? (.healthy, drift.long) : (.warning, known.joined(separator: ", "))
            if data.notMeasured != nil { words += ", not measured as a whole" }
        case .partial:
            let missing = Self.missing(data)
            (role, words) = (.warning, missing.isEmpty ? "partial" : "partial: \(missing)")
        case .unseeded:
            (role, words) = (.stopped, "not seeded: cpadev seed loads the data")
        case .failed:
            (role, words) = (.failed, data.problem.map { "failed: \($0.message)" } ?? "failed")
            headline = "data failed"
        }
        if data.seed?.isStale == true, data.state == .seeded { words += ", the seed files have changed" }
    }

    /// Returns what is wrong with the data and how to fix it; nil if nothing is.
    static func problem(_ data: DataStatus?, glyphs: Glyphs) -> StatusMessage? {
        guard let data, data.state == .failed, let problem = data.problem else { return nil }
        return StatusMessage(.error, "\(glyphs.failed) seed data: \(problem.inWords)")
    }

    /// Returns the stores without data and their states: `typesense pending, s3 failed`.
    private static func missing(_ data: DataStatus) -> String {
        var states: [(name: String, state: String)] = []
        for store in data.firms.flatMap(\.stores) where !states.contains(where: { $0.name == store.name }) {
            switch store.state {
            case .pending, .failed, .unavailable: states.append((store.name, store.state.rawValue))
            case .seeded, .working: break
            }
        }
        return states.map { "\($0.name) \($0.state)" }.joined(separator: ", ")
    }
}

extension DataOperation.Kind {
    /// The past participle: `reset`.
    var done: String {
        switch self {
        case .seed: "seeded"
        case .reset: "reset"
        case .refill: "refilled"
        case .undo: "undone"
        case .snapshotSave: "snapshot saved"
        case .snapshotRestore: "snapshot restored"
        case .snapshotDelete: "snapshot deleted"
        }
    }
}

extension ControlError {
    /// The message and the hint.
    var inWords: String { message + (hint.map { " · \($0)" } ?? "") }
}
