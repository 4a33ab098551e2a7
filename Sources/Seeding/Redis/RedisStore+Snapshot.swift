import FoundationEssentials

/// The whole database, key by key, as the server's own dumps: length and bytes of the key, what is left of its time to
/// live in milliseconds (0: for ever), length and bytes of the dump. Numbers are 8 bytes, little endian.
extension RedisStore: SnapshotStore {
    private static let fileName = "keys.dump"

    func save(into directory: String) async throws {
        let link = try await RedisLink(address)
        let keys = try await link.keys(beginningWith: "")
        let dumps = try await link.run(keys.map { [Array("DUMP".utf8), $0] })
        let times = try await link.run(keys.map { [Array("PTTL".utf8), $0] })
        var data = Data()
        for (index, key) in keys.enumerated() {
            // A key may have expired meanwhile.
            guard case .bytes(let dump) = dumps[index], case .integer(let time) = times[index] else { continue }
            data.append(length: key.count)
            data += key
            data.append(length: max(0, Int(time)))
            data.append(length: dump.count)
            data += dump
        }
        do { try data.write(to: URL(filePath: "\(directory)/\(Self.fileName)")) } catch {
            throw SeedingError(.files, "cannot write into \(directory): \(error)", remedy: "make room there")
        }
    }

    func restore(from directory: String) async throws {
        let path = "\(directory)/\(Self.fileName)"
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw SeedingError(.files, "cannot read \(path)")
        }
        let link = try await RedisLink(address)
        var rest = Set(try await link.keys(beginningWith: ""))
        var commands: [RedisLink.Command] = []
        var reader = DumpReader(bytes: Array(data))
        while let (key, time, dump) = try reader.next() {
            rest.remove(key)
            commands.append([Array("RESTORE".utf8), key, Array(String(time).utf8), dump, Array("REPLACE".utf8)])
        }
        commands += rest.map { [Array("UNLINK".utf8), $0] }
        for case .error(let message) in try await link.run(commands) {
            throw SeedingError(.refused, "Redis refused a key of the snapshot: \(message)")
        }
    }

    private struct DumpReader {
        let bytes: [UInt8]
        var index = 0

        mutating func next() throws(SeedingError) -> (key: [UInt8], time: Int, dump: [UInt8])? {
            guard index < bytes.count else { return nil }
            let key = try piece(number())
            let time = try number()
            return (key, time, try piece(number()))
        }

        private mutating func number() throws(SeedingError) -> Int {
            let raw = try piece(8)
            return Int(truncatingIfNeeded: raw.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }

        private mutating func piece(_ count: Int) throws(SeedingError) -> [UInt8] {
            guard count >= 0, count <= bytes.count - index else {
                throw SeedingError(.files, "the snapshot's keys.dump ends too early")
            }
            defer { index += count }
            return Array(bytes[index..<index + count])
        }
    }
}

extension Data {
    fileprivate mutating func append(length: Int) {
        for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: length >> shift)) }
    }
}
