import FoundationEssentials

/// What cpadev knows of the data between two runs, and the journal of what it was about to do: it is written before
/// anything is changed, so that a supervisor that was killed in between is followed by one that finishes the work.
struct SeedRecord: Hashable, Sendable, Codable {
    /// What must be done to the rows before anything else.
    enum PendingRows: Hashable, Sendable, Codable {
        /// The whole database becomes the template's.
        case all
        case firm(slug: String)
        case snapshot(name: String)
    }

    struct Firm: Hashable, Sendable, Codable {
        var seededAt: Date?
        var resetAt: Date?
    }

    /// Options of the last load.
    var asOf: String?
    var scale = 1
    /// The seed that the rows were loaded from, or are being; nil before the first.
    var hash: String?
    var pendingRows: PendingRows?
    /// The seed whose template was made before the scanner had seen all documents; nil where there is none.
    var unscannedHash: String?
    /// A snapshot that stores beside Postgres must be made to hold.
    var pendingSnapshot: String?
    /// Which firms' shares of which stores must be written: by store, slugs.
    var dirty: [String: Set<String>] = [:]
    var firms: [String: Firm] = [:]

    func isDirty(_ store: StoreName, _ firm: String) -> Bool { dirty[store.rawValue]?.contains(firm) ?? false }

    func isDirty(_ store: StoreName) -> Bool { !(dirty[store.rawValue] ?? []).isEmpty }

    mutating func soil(_ store: StoreName, _ firms: some Sequence<String>) {
        dirty[store.rawValue, default: []].formUnion(firms)
    }

    mutating func clean(_ store: StoreName, _ firm: String) {
        dirty[store.rawValue]?.remove(firm)
        if dirty[store.rawValue]?.isEmpty == true { dirty[store.rawValue] = nil }
    }
}

/// The file that holds a ``SeedRecord``.
struct SeedRecordFile: Sendable {
    let path: String

    /// The record; an empty one where there is no file, or it is not readable any more.
    func read() -> SeedRecord {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return SeedRecord() }
        return (try? JSONDecoder().decode(SeedRecord.self, from: data)) ?? SeedRecord()
    }

    /// Replaces the file: it is the old one or the new one whole, whenever the process dies.
    func write(_ record: SeedRecord) throws(SeedingError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try encoder.encode(record).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw SeedingError(
                .files,
                "cannot write \(path): \(error)",
                remedy: "make room there, or let cpadev write to the folder"
            )
        }
    }
}
