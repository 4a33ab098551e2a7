import FoundationEssentials

/// The file that holds a ``SeedRecord``.
struct SeedRecordFile: Sendable {
    let path: String

    /// Reads the record; returns an empty one if the file is missing or unreadable.
    func read() -> SeedRecord {
        guard let data = try? WholeFile.read(path) else { return SeedRecord() }
        return (try? JSONDecoder().decode(SeedRecord.self, from: data)) ?? SeedRecord()
    }

    /// Replaces the file atomically. Whenever the process dies, the file holds either the old record or the new one.
    func write(_ record: SeedRecord) throws(SeedingError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try encoder.encode(record).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw SeedingError(
                .files,
                "cannot write \(path): \(failureWords(error))",
                remedy: "free up disk space, or give cpadev write access to the folder"
            )
        }
    }
}
