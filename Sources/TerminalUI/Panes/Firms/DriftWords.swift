import ControlAPI

/// The drift of data from its seed in words: `+12 rows, 3 keys changed`.
struct DriftWords: Hashable {
    /// The nouns for the stores' items, in the order in which they are listed.
    enum Kind: String, CaseIterable {
        case row, key, object, document, workflow, file, item

        init(store: String) {
            switch store {
            case "postgres": self = .row
            case "redis": self = .key
            case "s3": self = .object
            case "typesense": self = .document
            case "temporal": self = .workflow
            case "clamav": self = .file
            default: self = .item
            }
        }

        /// Returns `1 row` or `1,204 rows`.
        func counted(_ count: Int) -> String { Formatting.counted(count, rawValue) }
    }

    /// The sum over all kinds.
    let total: DataStatus.Drift
    /// Whether the drift of any store was measured.
    let isMeasured: Bool
    /// One text per kind and type of change: `+12 rows`, `3 keys changed`, `1 object missing`.
    let parts: [String]

    /// Creates the drift of some stores, ignoring those that were not measured.
    init(_ stores: some Sequence<DataStatus.Store>) {
        self.init(drifts: stores.compactMap { store in store.drift.map { (store.name, $0) } })
    }

    /// Creates the drift from measurements by store name.
    init(drifts: [(store: String, drift: DataStatus.Drift)]) {
        var sums: [Kind: DataStatus.Drift] = [:]
        for (store, drift) in drifts { sums[Kind(store: store), default: .init()].add(drift) }
        isMeasured = !drifts.isEmpty
        total = sums.values.reduce(into: .init()) { $0.add($1) }
        parts = Kind.allCases.flatMap { kind in
            let drift = sums[kind] ?? .init()
            return [
                drift.added > 0 ? "+" + kind.counted(drift.added) : nil,
                drift.changed > 0 ? kind.counted(drift.changed) + " changed" : nil,
                drift.removed > 0 ? kind.counted(drift.removed) + " missing" : nil,
            ].compactMap(\.self)
        }
    }

    /// Whether no drift was measured.
    var isEmpty: Bool { parts.isEmpty }

    /// The full text, or `as seeded`.
    var long: String {
        if !isEmpty { return parts.joined(separator: ", ") }
        return isMeasured ? "as seeded" : "seeded"
    }

    /// The totals without kinds, `+12 ~3 -1`, or `as seeded`.
    var short: String {
        guard !isEmpty else { return long }
        return [
            total.added > 0 ? "+\(Formatting.count(total.added))" : nil,
            total.changed > 0 ? "~\(Formatting.count(total.changed))" : nil,
            total.removed > 0 ? "-\(Formatting.count(total.removed))" : nil,
        ].compactMap(\.self).joined(separator: " ")
    }

    /// Returns the number of drifted items of each kind: `12 rows, 3 keys`.
    static func amounts(_ drifts: [(store: String, drift: DataStatus.Drift)]) -> [String] {
        var sums: [Kind: Int] = [:]
        for (store, drift) in drifts { sums[Kind(store: store), default: 0] += drift.total }
        return Kind.allCases.compactMap { kind in
            sums[kind].flatMap { $0 > 0 ? kind.counted($0) : nil }
        }
    }
}

extension DataStatus.Drift {
    fileprivate mutating func add(_ other: DataStatus.Drift) {
        added += other.added
        changed += other.changed
        removed += other.removed
    }
}
