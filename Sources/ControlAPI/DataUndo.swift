public import FoundationEssentials

/// The last step that replaced data, which `cpadev reset --undo` takes back.
public struct DataUndo: Hashable, Sendable, Codable {
    /// What was done; an undo can be undone as well.
    public var kind: DataOperation.Kind
    /// The only firm that it concerned; nil: all.
    public var firm: String?
    /// When it was done.
    public var at: Date
    /// Bytes of the rows that are kept.
    public var sizeBytes: Int64
    /// What cannot come back, a sentence each.
    public var notes: [String]

    /// A step that can be undone; see the properties.
    public init(kind: DataOperation.Kind, firm: String? = nil, at: Date, sizeBytes: Int64 = 0, notes: [String] = []) {
        self.kind = kind
        self.firm = firm
        self.at = at
        self.sizeBytes = sizeBytes
        self.notes = notes
    }

    /// What was done: `reset of tidewater-tax`. The firm is the slug, or what it is called elsewhere.
    public func words(firm: String? = nil) -> String {
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
