import ControlAPI
import FoundationEssentials
import Foundations

extension RedisStore {
    /// The number of keys to dump at a time, so that exceeding the undo budget is noticed before everything was
    /// fetched.
    private static let pieceSize = 1000

    /// Saves the current state of keys that are about to be written or removed, including keys that do not exist.
    func keep(
        _ keys: [[UInt8]],
        firm: String,
        drift: Drift,
        _ link: RedisConnection,
        in undo: UndoFolder?
    ) async throws {
        guard let undo else { return }
        try await undo.keep(.redis, firm: firm, drift: drift) { part in
            var dumps: [UInt8] = []
            for piece in keys.chunked(Self.pieceSize) {
                let bytes = RedisDump.encode(try await link.dumps(of: Array(piece)))
                try part.reserve(bytes.count)
                dumps += bytes
            }
            try part.write(RedisDump.fileName, dumps, isReserved: true)
            let own = Set(keys.map { String(decoding: $0, as: UTF8.self) })
            try part.write(Self.lifetimesFileName, as: remainingLifetimes.filter { own.contains($0.key) })
        }
    }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] {
        let parts = undo.kept(of: .redis)
        guard !parts.isEmpty else { return [:] }
        let link = try await RedisConnection(address)
        var drifts: [String: Drift] = [:]
        for (number, part) in parts.enumerated() {
            progress(number, parts.count)
            let dumps = try RedisDump.decode(part.read(RedisDump.fileName))
            let remainingLifetimes = try? part.read([String: Double].self, from: Self.lifetimesFileName)
            let age = part.age(of: RedisDump.fileName)
            let drift = try await put(dumps, remainingLifetimes, age: age, firm: part.firm, link, keeping: redo)
            drifts[part.firm, default: .none] = drift + drifts[part.firm, default: .none]
        }
        progress(parts.count, parts.count)
        return drifts
    }

    /// Restores keys. Does not touch keys that already match.
    /// - Parameters:
    ///   - remainingLifetimes: the ``remainingLifetimes`` at the time of the dumps; nil if unknown.
    ///   - age: the time since the dumps were taken.
    func put(
        _ dumps: [RedisDump],
        _ remainingLifetimes: [String: Double]?,
        age: Duration,
        firm: String,
        _ link: RedisConnection,
        keeping undo: UndoFolder?
    ) async throws -> Drift {
        let current = try await link.dumps(of: dumps.map(\.key))
        var drift = Drift.none
        var wrong: [RedisDump] = []
        for (dump, now) in zip(dumps, current) {
            let difference = dump.drift(from: now.state, age: Int(age.milliseconds))
            guard difference != .none else { continue }
            drift = drift + difference
            wrong.append(dump)
        }
        try await keep(wrong.map(\.key), firm: firm, drift: drift, link, in: undo)
        try await link.transaction(wrong.map(\.command), "to restore a key")
        remember(wrong, remainingLifetimes)
        return drift
    }

    /// The file with the times to live that the seed gave to keys. It accompanies the dumps, as a key's expiry may have
    /// been changed since it was seeded.
    static let lifetimesFileName = "lives.json"

    /// The remaining seconds of the time to live that the seed gave to each key; negative if it has passed.
    var remainingLifetimes: [String: Double] {
        let now = Date().timeIntervalSince1970
        return expiries.all.mapValues { $0 - now }
    }

    /// Records when keys expire by the time to live that the seed gave them.
    private func remember(_ dumps: [RedisDump], _ remainingLifetimes: [String: Double]?) {
        let now = Date().timeIntervalSince1970
        expiries.update { expiries in
            for dump in dumps {
                let key = String(decoding: dump.key, as: UTF8.self)
                if let remainingLifetimes {
                    expiries[key] = remainingLifetimes[key].map { now + $0 }
                } else {
                    let time = dump.state.map { Double($0.timeToLive) / 1000 } ?? 0
                    expiries[key] = time > 0 ? now + time : nil
                }
            }
        }
    }
}
