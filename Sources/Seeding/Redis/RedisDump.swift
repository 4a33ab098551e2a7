import ControlAPI
import FoundationEssentials

/// A key in the format of `DUMP`. In a file, each key consists of: length and bytes of the key, remaining time to live
/// in milliseconds (0: no expiry; -1: the key does not exist), length and bytes of the dump. Numbers are 8 bytes,
/// little endian.
struct RedisDump: Hashable, Sendable {
    static let fileName = "keys.dump"

    /// The content of an existing key.
    struct State: Hashable, Sendable {
        /// Milliseconds; 0 if the key does not expire.
        var timeToLive: Int
        var dump: [UInt8]
    }

    var key: [UInt8]
    /// nil if the key did not exist.
    var state: State?

    /// The command that restores the key.
    var command: RedisConnection.Command {
        guard let state else { return [Array("UNLINK".utf8), key] }
        return [Array("RESTORE".utf8), key, Array(String(state.timeToLive).utf8), state.dump, Array("REPLACE".utf8)]
    }

    /// The tolerance when comparing times to live, in milliseconds.
    static let timeToLiveTolerance = 5000

    /// Returns how the current state of the key differs from this dump.
    /// - Parameter age: milliseconds since the dump was taken, by which the time to live has become shorter.
    func drift(from now: State?, age: Int) -> Drift {
        switch (state, now) {
        case (nil, nil): return .none
        case (nil, _?): return Drift(added: 1)
        case (_?, nil): return Drift(removed: 1)
        case (let state?, let now?):
            let hasSameExpiry =
                if state.timeToLive == 0 || now.timeToLive == 0 {
                    state.timeToLive == now.timeToLive
                } else {
                    abs(state.timeToLive - age - now.timeToLive) <= Self.timeToLiveTolerance
                }
            return state.dump == now.dump && hasSameExpiry ? .none : Drift(changed: 1)
        }
    }

    // MARK: File

    static func encode(_ dumps: [RedisDump]) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: Int) {
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        for dump in dumps {
            append(dump.key.count)
            bytes += dump.key
            append(dump.state?.timeToLive ?? -1)
            append(dump.state?.dump.count ?? 0)
            bytes += dump.state?.dump ?? []
        }
        return bytes
    }

    static func decode(_ bytes: [UInt8]) throws(SeedingError) -> [RedisDump] {
        var reader = Reader(bytes: bytes)
        var dumps: [RedisDump] = []
        while reader.index < bytes.count {
            let key = try reader.piece(reader.number())
            let time = try reader.number()
            let dump = try reader.piece(reader.number())
            dumps.append(RedisDump(key: key, state: time < 0 ? nil : State(timeToLive: time, dump: dump)))
        }
        return dumps
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        mutating func number() throws(SeedingError) -> Int {
            let raw = try piece(8)
            return Int(truncatingIfNeeded: raw.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }

        mutating func piece(_ count: Int) throws(SeedingError) -> [UInt8] {
            guard count >= 0, count <= bytes.count - index else {
                throw SeedingError(.files, "\(RedisDump.fileName) is truncated")
            }
            defer { index += count }
            return Array(bytes[index..<index + count])
        }
    }
}

extension RedisConnection {
    /// Returns the current dumps of keys, in the order of `keys`.
    func dumps(of keys: [[UInt8]]) async throws -> [RedisDump] {
        let dumps = try await run(keys.map { [Array("DUMP".utf8), $0] })
        let times = try await run(keys.map { [Array("PTTL".utf8), $0] })
        return keys.indices.map { index in
            // A key may have expired in between.
            guard let dump = dumps[index].bytes, let time = times[index].number, time != -2 else {
                return RedisDump(key: keys[index], state: nil)
            }
            return RedisDump(key: keys[index], state: RedisDump.State(timeToLive: max(0, time), dump: dump))
        }
    }
}
