import ControlAPI

/// How a firm's state is said: a marker whose shape is enough, a role that colours it, and words.
struct FirmPresentation {
    var marker: String
    var role: Theme.Role
    /// The same in several lengths, the longest first: where none fits, the last is cut.
    var words: [String]
    /// How much of what is done to it is done, from 0 to 1; nil while nothing is.
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

    /// The longest words that fit; the shortest, cut, where none do.
    func words(fitting width: Int, ellipsis: String) -> String {
        let plain = words.map(LogSanitizer.plain)
        return plain.first { TextMetrics.width(of: $0) <= width }
            ?? TextMetrics.truncated(plain.last ?? "", to: width, ellipsis: ellipsis)
    }
}

extension DataStatus.Firm {
    /// How many items the seed has of it, over all stores.
    var items: Int { stores.reduce(0) { $0.addingReportingOverflow($1.items).partialValue } }
}

extension DataOperation {
    /// How much of a firm's part is done, from 0 to 1; nil where the operation does not concern it.
    func fraction(ofFirm slug: String) -> Double? {
        if let firm, firm != slug { return nil }
        var part = self
        part.steps.removeAll { $0.firm != slug }
        // What is done to all firms at once, such as the swap of the database, is every firm's progress.
        return min(max(0, part.steps.isEmpty ? fraction : part.fraction), 1)
    }
}
