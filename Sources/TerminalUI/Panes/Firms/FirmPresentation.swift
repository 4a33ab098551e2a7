import ControlAPI

/// The presentation of a firm's state: a marker that is distinct by shape alone, a role for its colour, and words.
struct FirmPresentation {
    var marker: String
    var role: Theme.Role
    /// Wordings from longest to shortest. If none fits, the last is truncated.
    var words: [String]
    /// The completed fraction of the operation on it, from 0 to 1; nil if there is none.
    var progress: Double?

    init(_ firm: DataStatus.Firm, in data: DataStatus, glyphs: Glyphs) {
        let drift = DriftWords(firm.stores)
        let failed = firm.stores.filter { $0.state == .failed }.map(\.name).joined(separator: ", ")
        let pending = firm.stores.filter { $0.state == .pending }.map(\.name).joined(separator: ", ")
        if !failed.isEmpty {
            (marker, role, words) = (glyphs.failed, .failed, ["\(failed) failed", "failed"])
        } else if firm.seededAt == nil {
            (marker, role, words) = (glyphs.waiting, .waiting, ["not seeded yet", "no data"])
        } else if pending.isEmpty {
            (marker, role) = (glyphs.healthy, drift.isEmpty ? .healthy : .warning)
            words = [drift.long, drift.short]
        } else {
            (marker, role) = (glyphs.waiting, drift.isEmpty ? .waiting : .warning)
            words = ["\(drift.long); \(pending) pending", "\(drift.short); \(pending) pending"]
            words += drift.isEmpty ? ["\(pending) pending", "pending"] : [drift.short]
        }
        progress = data.operation?.fraction(ofFirm: firm.slug)
        if progress != nil { (marker, role) = (glyphs.starting, .starting) }
    }

    /// Returns the longest wording that fits, or else the shortest one truncated.
    func words(fitting width: Int, ellipsis: String) -> String {
        let plain = words.map(LogSanitizer.plain)
        return plain.first { TextMetrics.width(of: $0) <= width }
            ?? TextMetrics.truncated(plain.last ?? "", to: width, ellipsis: ellipsis)
    }
}

extension DataStatus.Firm {
    /// The number of its items in the seed, over all stores.
    var items: Int { stores.reduce(0) { $0.addingReportingOverflow($1.items).partialValue } }
}

extension DataOperation {
    /// Returns the completed fraction of a firm's part, from 0 to 1; nil if the operation does not concern it.
    func fraction(ofFirm slug: String) -> Double? {
        if let firm, firm != slug { return nil }
        var part = self
        part.steps.removeAll { $0.firm != slug }
        // Work on all firms at once, such as swapping the database, counts as every firm's progress.
        return min(max(0, part.steps.isEmpty ? fraction : part.fraction), 1)
    }
}
