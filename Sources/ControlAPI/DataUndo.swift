package import FoundationEssentials

/// The last operation that replaced data, which `cpadev reset --undo` reverts.
package struct DataUndo: Hashable, Sendable, Codable {
    /// The operation. An undo can itself be undone.
    package var kind: DataOperation.Kind
    /// The only firm concerned; nil: all.
    package var firm: String?
    package var at: Date
    /// The size of the saved rows.
    package var sizeBytes: Int64
    /// What cannot be restored, one sentence each.
    package var notes: [String]

    package init(kind: DataOperation.Kind, firm: String? = nil, at: Date, sizeBytes: Int64 = 0, notes: [String] = []) {
        self.kind = kind
        self.firm = firm
        self.at = at
        self.sizeBytes = sizeBytes
        self.notes = notes
    }

    /// A description: `reset of tidewater-tax`. `firm` replaces the slug.
    package func words(firm: String? = nil) -> String {
        let noun =
            switch kind {
            case .seed, .refill: "load"
            case .reset: "reset"
            case .undo: "undo"
            case .snapshotSave, .snapshotRestore, .snapshotDelete: "restore"
            }
        return "\(noun) of \(firm ?? self.firm ?? "all firms")"
    }
}
