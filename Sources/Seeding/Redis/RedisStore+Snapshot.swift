import ControlAPI
import FoundationEssentials

/// A snapshot holds a ``RedisDump`` of every key of the database.
extension RedisStore: SnapshotStore {
    func save(into directory: String) async throws {
        let link = try await RedisConnection(address)
        // Skip keys that expired in the meantime.
        let dumps = try await link.dumps(of: try await link.keys(beginningWith: "")).filter { $0.state != nil }
        do {
            try Data(RedisDump.encode(dumps)).write(to: URL(filePath: "\(directory)/\(RedisDump.fileName)"))
            try JSONEncoder().encode(remainingLifetimes).write(
                to: URL(filePath: "\(directory)/\(Self.lifetimesFileName)")
            )
        } catch {
            throw SeedingError(
                .files,
                "cannot write into \(directory): \(failureWords(error))",
                remedy: "make room there"
            )
        }
    }

    func restore(from directory: String, keeping undo: UndoFolder?) async throws {
        let path = "\(directory)/\(RedisDump.fileName)"
        guard let data = try? WholeFile.read(path) else {
            throw SeedingError(.files, "cannot read \(path)")
        }
        let kept = try RedisDump.decode(Array(data))
        let link = try await RedisConnection(address)
        let rest = Set(try await link.keys(beginningWith: "")).subtracting(kept.map(\.key))
        let gone = rest.sorted { $0.lexicographicallyPrecedes($1) }.map { RedisDump(key: $0, state: nil) }
        let remainingLifetimes = (try? WholeFile.read("\(directory)/\(Self.lifetimesFileName)")).flatMap {
            try? JSONDecoder().decode([String: Double].self, from: $0)
        }
        _ = try await put(kept + gone, remainingLifetimes, age: WholeFile.age(of: path), firm: "", link, keeping: undo)
    }
}
