import ControlAPI
import FoundationEssentials

extension RedisStore {
    /// Keys whose dumps are fetched at a time, so that what does not fit the budget is not all fetched first.
    private static let pieceSize = 1000

    /// Keeps what keys hold that are about to be written, or which are not there.
    func keep(
        _ keys: [[UInt8]],
        firm: String,
        drift: Drift,
        _ link: RedisLink,
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
            try part.write(Self.livesFileName, as: lives.filter { own.contains($0.key) })
        }
    }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] {
        let parts = undo.kept(of: .redis)
        guard !parts.isEmpty else { return [:] }
        let link = try await RedisLink(address)
        var drifts: [String: Drift] = [:]
        for (number, part) in parts.enumerated() {
            progress(number, parts.count)
            let dumps = try RedisDump.decode(part.read(RedisDump.fileName))
            let lives = try? part.read([String: Double].self, from: Self.livesFileName)
            let age = part.age(of: RedisDump.fileName)
            let drift = try await put(dumps, lives, age: age, firm: part.firm, link, keeping: redo)
            drifts[part.firm, default: .none] = drift + drifts[part.firm, default: .none]
        }
        progress(parts.count, parts.count)
        return drifts
    }

    /// Makes keys what they were. What is so already is not touched.
    /// - Parameters:
    ///   - lives: the ``lives`` of that time; nil where they are not known.
    ///   - age: since the dumps were made.
    func put(
        _ dumps: [RedisDump],
        _ lives: [String: Double]?,
        age: Duration,
        firm: String,
        _ link: RedisLink,
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
        try await link.transaction(wrong.map(\.command), "a key that was to be put back")
        remember(wrong, lives)
        return drift
    }

    /// Where the seed's times to live stand, beside dumps of keys: a key may have been given another one since.
    static let livesFileName = "lives.json"

    /// Seconds that keys have left by what the seed gave them; negative for those that have outlived it.
    var lives: [String: Double] {
        let now = Date().timeIntervalSince1970
        return expiries.all.mapValues { $0 - now }
    }

    /// Remembers when keys would expire by what the seed gave them.
    private func remember(_ dumps: [RedisDump], _ lives: [String: Double]?) {
        let now = Date().timeIntervalSince1970
        expiries.update { expiries in
            for dump in dumps {
                let key = String(decoding: dump.key, as: UTF8.self)
                if let lives {
                    expiries[key] = lives[key].map { now + $0 }
                } else {
                    let time = dump.state.map { Double($0.timeToLive) / 1000 } ?? 0
                    expiries[key] = time > 0 ? now + time : nil
                }
            }
        }
    }
}
