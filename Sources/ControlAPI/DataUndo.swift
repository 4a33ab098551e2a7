package import FoundationEssentials

/// The last step that replaced data, which `cpadev reset --undo` takes back.
package struct DataUndo: Hashable, Sendable, Codable {
    /// What was done; an undo can be undone as well.
    package var kind: DataOperation.Kind
    /// The only firm that it concerned; nil: all.
    package var firm: String?
    /// When it was done.
    package var at: Date
    /// Bytes of the rows that are kept.
    package var sizeBytes: Int64
    /// What cannot come back, a sentence each.
    package var notes: [String]

    /// A step that can be undone; see the properties.
    package init(kind: DataOperation.Kind, firm: String? = nil, at: Date, sizeBytes: Int64 = 0, notes: [String] = []) {
        self.kind = kind
        self.firm = firm
        self.at = at
        self.sizeBytes = sizeBytes
        self.notes = notes
    }

    /// What was done: `reset of tidewater-tax`. The firm is the slug, or what it is called elsewhere.
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
