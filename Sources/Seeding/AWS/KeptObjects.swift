import ControlAPI
import Crypto
import FoundationEssentials
import Foundations

/// The index of the objects in an undo folder, as they were before an operation. Each object's bytes are in a file.
struct KeptObjects: Hashable, Sendable, Codable {
    static let fileName = "index.json"

    struct Object: Hashable, Sendable, Codable {
        var key: String
        /// nil if the object did not exist; likewise for `md5` and `file`.
        var headers: [String: String]?
        /// The hex digest of the bytes.
        var md5: String?
        var file: String?
    }

    /// nil if it is the seed's.
    var bucket: String?
    var objects: [Object]
    /// The state of the firm's key; nil if the operation did not touch it.
    var key: KeyManager.State?
}

extension ObjectStore {
    /// Saves the current state of objects that are about to be created, replaced or removed.
    /// - Parameters:
    ///   - found: the existing objects by key.
    ///   - place: their bucket; nil if it is the seed's.
    func keep(
        _ objectKeys: [String],
        _ found: [String: ListingReader.Object],
        of place: Bucket? = nil,
        key: KeyManager.State?,
        uploads: Int = 0,
        firm: String,
        drift: Drift,
        in undo: UndoFolder?
    ) async throws {
        guard let undo else { return }
        try await undo.keep(.s3, firm: firm, drift: drift) { part in
            for key in objectKeys { try part.reserve(found[key]?.size ?? 0) }
            if uploads > 0 { part.note("\(uploads) unfinished uploads to S3 cannot be restored") }
            let kept = Collected<KeptObjects.Object>()
            try await forEachConcurrently(Array(objectKeys.enumerated()), limit: Self.width) { number, key in
                guard found[key] != nil, let object = try await (place ?? self.bucket).get(key) else {
                    return kept.append(KeptObjects.Object(key: key))
                }
                let file = "\(number).bin"
                try part.write(file, object.body, isReserved: true)
                let md5 = Insecure.MD5.hash(data: object.body).hexadecimal
                kept.append(KeptObjects.Object(key: key, headers: object.headers, md5: md5, file: file))
            }
            let objects = kept.all.sorted { $0.key < $1.key }
            let index = KeptObjects(bucket: place?.name, objects: objects, key: key)
            try part.write(KeptObjects.fileName, as: index)
        }
    }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] {
        let parts = undo.kept(of: .s3)
        guard !parts.isEmpty else { return [:] }
        var drifts: [String: Drift] = [:]
        for (number, part) in parts.enumerated() {
            progress(number, parts.count)
            drifts[part.firm, default: .none] =
                try await putBack(part, keeping: redo) + drifts[part.firm, default: .none]
        }
        progress(parts.count, parts.count)
        return drifts
    }

    private func putBack(_ part: UndoPart, keeping redo: UndoFolder?) async throws -> Drift {
        let kept = try part.read(KeptObjects.self, from: KeptObjects.fileName)
        let other = kept.bucket.map { Bucket(name: $0, client: bucket.client) }
        let place = other ?? bucket
        try await place.make()
        let prefix = part.firm.isEmpty ? "" : SeedPlan.objectPrefix(of: part.firm)
        let found = Dictionary(try await place.list(prefix: prefix).map { ($0.key, $0) }) { $1 }
        var drift = Drift.none
        let wrong = Collected<KeptObjects.Object>()
        try await forEachConcurrently(kept.objects, limit: Self.width) { object in
            guard let headers = object.headers, let now = found[object.key] else {
                if object.headers != nil || found[object.key] != nil { wrong.append(object) }
                return
            }
            if now.entityTag == object.md5, try await place.headers(of: object.key) == headers { return }
            wrong.append(object)
        }
        let objects = wrong.all.sorted { $0.key < $1.key }
        for object in objects {
            switch (object.headers, found[object.key]) {
            case (nil, _): drift.added += 1
            case (_, nil): drift.removed += 1
            default: drift.changed += 1
            }
        }
        var key: KeyManager.State?
        if let former = kept.key {
            let now = try await keys.state(of: part.firm)
            if now != former {
                key = now
                drift.changed += 1
            }
        }
        try await keep(objects.map(\.key), found, of: other, key: key, firm: part.firm, drift: drift, in: redo)
        try await forEachConcurrently(objects.filter { $0.headers != nil }, limit: Self.width) { object in
            guard let headers = object.headers, let file = object.file else { return }
            try await place.put(object.key, Bucket.Object(body: part.read(file), headers: headers))
        }
        try await place.delete(objects.filter { $0.headers == nil }.map(\.key))
        if key != nil, let former = kept.key { try await keys.restore(former, of: part.firm) }
        return drift
    }
}
