import ControlAPI
import FoundationEssentials

/// The files of a snapshot: a folder for each store other than Postgres, and an index. The index is written last, so a
/// folder without one is not a snapshot.
struct SnapshotFolder: Sendable {
    struct Index: Hashable, Sendable, Codable {
        var name: String
        var createdAt: Date
        /// The hash of the seed that was loaded at the time.
        var hash: String
        var stores: [String]
        /// The set that was loaded at the time; nil in snapshots of earlier versions.
        var set: SeedSetName?
    }

    let path: String
    let index: Index

    /// Opens a complete snapshot; nil if there is none of that name.
    init?(_ name: String, in directory: String) {
        path = "\(directory)/\(name)"
        guard let data = try? WholeFile.read("\(path)/index.json"),
            let index = try? JSONDecoder().decode(Index.self, from: data)
        else { return nil }
        self.index = index
    }

    static func all(in directory: String) -> [SnapshotFolder] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { SnapshotFolder($0, in: directory) }
    }

    func folder(_ store: StoreName) -> String { "\(path)/\(store.rawValue)" }

    /// Removes the snapshot. The index goes first, so that the rest of an interrupted removal is not a snapshot.
    func remove() {
        try? FileManager.default.removeItem(atPath: "\(path)/index.json")
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The total size of the files, in bytes.
    var size: Int64 {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            return sum + ((attributes?[.size] as? Int64) ?? Int64((attributes?[.size] as? Int) ?? 0))
        }
    }

    // MARK: Saving

    /// A snapshot that is being written.
    struct Partial: Sendable {
        let path: String

        func makeFolder(_ store: StoreName) throws(SeedingError) -> String {
            let folder = "\(path)/\(store.rawValue)"
            try SnapshotFolder.make(folder)
            return folder
        }

        func finish(_ index: Index) throws(SeedingError) {
            do {
                try JSONEncoder().encode(index).write(to: URL(filePath: "\(path)/index.json"), options: .atomic)
            } catch {
                throw SeedingError(
                    .files,
                    "cannot write into \(path): \(failureWords(error))",
                    remedy: "free up disk space"
                )
            }
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Creates an empty folder, removing what an interrupted save left there.
    static func begin(_ name: String, in directory: String) throws(SeedingError) -> Partial {
        let partial = Partial(path: "\(directory)/\(name)")
        partial.remove()
        try make(partial.path)
        return partial
    }

    /// Validates a snapshot's name, which becomes part of paths and database names.
    static func check(_ name: String) throws(SeedingError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (1...30).contains(name.utf8.count), name.utf8.first != UInt8(ascii: "-") else {
            throw SeedingError(
                .unknownName,
                "invalid snapshot name '\(name)'",
                remedy: "use up to 30 lowercase letters, digits, hyphens and underscores"
            )
        }
    }

    private static func make(_ path: String) throws(SeedingError) {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw SeedingError(
                .files,
                "cannot create \(path): \(failureWords(error))",
                remedy: "give cpadev write access there"
            )
        }
    }
}
