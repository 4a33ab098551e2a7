import ControlAPI
import FoundationEssentials

/// The whole database, key by key; see ``RedisDump``.
extension RedisStore: SnapshotStore {
    func save(into directory: String) async throws {
        let link = try await RedisLink(address)
        // A key that expired meanwhile is in no snapshot.
        let dumps = try await link.dumps(of: try await link.keys(beginningWith: "")).filter { $0.state != nil }
        do {
            try Data(RedisDump.encode(dumps)).write(to: URL(filePath: "\(directory)/\(RedisDump.fileName)"))
            try JSONEncoder().encode(lives).write(to: URL(filePath: "\(directory)/\(Self.livesFileName)"))
        } catch { throw SeedingError(.files, "cannot write into \(directory): \(error)", remedy: "make room there") }
    }

    func restore(from directory: String, keeping undo: UndoFolder?) async throws {
        let path = "\(directory)/\(RedisDump.fileName)"
        guard let data = try? WholeFile.read(path) else {
            throw SeedingError(.files, "cannot read \(path)")
        }
        let kept = try RedisDump.decode(Array(data))
        let link = try await RedisLink(address)
        let rest = Set(try await link.keys(beginningWith: "")).subtracting(kept.map(\.key))
        let gone = rest.sorted { $0.lexicographicallyPrecedes($1) }.map { RedisDump(key: $0, state: nil) }
        let lives = (try? WholeFile.read("\(directory)/\(Self.livesFileName)")).flatMap {
            try? JSONDecoder().decode([String: Double].self, from: $0)
        }
        _ = try await put(kept + gone, lives, age: WholeFile.age(of: path), firm: "", link, keeping: undo)
    }
}
