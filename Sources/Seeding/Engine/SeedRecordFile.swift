import FoundationEssentials

/// The file that holds a ``SeedRecord``.
struct SeedRecordFile: Sendable {
    let path: String

    /// The record; an empty one where there is no file, or it is not readable any more.
    func read() -> SeedRecord {
        guard let data = try? WholeFile.read(path) else { return SeedRecord() }
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
