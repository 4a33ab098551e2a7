import ControlAPI
import FoundationEssentials
import Foundations

/// A client for Typesense that uses the server's admin key. Source: https://typesense.org/docs/0.24.1/api
struct TypesenseClient: Sendable {
    /// The limits of one import request; the first one reached applies.
    private static let importLimit = (count: 2000, bytes: 4 << 20)

    /// Documents that a slow machine deletes in a second at least.
    private static let minimumDeletionRate = 500

    private static let replayTimeout = Duration.seconds(30)

    private var http: StoreHTTP
    private let apiKey: String

    init(_ endpoint: StoreEndpoints.Typesense) {
        http = StoreHTTP(name: "Typesense", address: endpoint.address)
        apiKey = endpoint.apiKey
    }

    /// Sends a request. A status that is neither a success nor among `allowing` is an error.
    /// - Parameter path: the path components, not yet encoded.
    @discardableResult
    func send(
        _ method: String,
        _ path: [String],
        query: [(String, String)] = [],
        body: String = "",
        allowing: Set<Int> = []
    ) async throws -> StoreHTTP.Answer {
        let list = query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let target = path.map { "/\(PercentEncoding.encode($0))" }.joined() + (list.isEmpty ? "" : "?\(list)")
        let request = StoreHTTP.Request(
            method: method,
            target: target,
            headers: [("x-typesense-api-key", apiKey)],
            body: Array(body.utf8)
        )
        let answer = try await http.send(request)
        guard answer.isSuccess || allowing.contains(answer.status) else {
            let reason = JSONValue(parsing: answer.body)?["message"]?.text ?? "\(answer.text.prefix(200))"
            throw SeedingError(
                .refused,
                "Typesense refused \(method) /\(path.joined(separator: "/")): \(reason) (HTTP \(answer.status))",
                remedy: answer.status == 401 ? "set TYPESENSE_API_KEY to the key the server was started with" : nil
            )
        }
        return answer
    }

    /// Waits until the server has applied every accepted write. A starting server reports itself healthy while it still
    /// replays its log, and serves stale data until then.
    func waitUntilApplied() async throws {
        let deadline = ContinuousClock.now + Self.replayTimeout
        // Versions that do not report `queued_writes` count as up to date.
        while case .integer(let queued)? = JSONValue(parsing: try await send("GET", ["status"], allowing: [404]).body)?[
            "queued_writes"
        ], queued > 0 {
            guard ContinuousClock.now < deadline else { throw Self.garbled("its status: writes remain queued") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Lets the server snapshot its log, so that its next start does not replay what was written until now.
    ///
    /// The server replays its log with one queue for each name in the requests' paths, so writes by an alias and by the
    /// name of its collection change places: a document that a service deleted by the alias and that was written again
    /// by the name is gone. A file prevents the copy that the server would put into `snapshot_path`, which is of no use.
    func makeSnapshot() async throws {
        let query = [("snapshot_path", "/dev/null/none")]
        // 409: another one, which may not have the last writes, is being made, even if its request was cancelled.
        while try await send("POST", ["operations", "snapshot"], query: query, allowing: [409]).status == 409 {
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    // MARK: Collections

    /// Returns the definitions of all collections, including the server's defaults.
    func collections() async throws -> [JSONValue] {
        let answer = try await send("GET", ["collections"])
        guard case .list(let collections) = JSONValue(parsing: answer.body) else { throw Self.garbled("collections") }
        return collections
    }

    /// Returns collection names by alias.
    func aliases() async throws -> [String: String] {
        let answer = try await send("GET", ["aliases"])
        guard case .list(let list) = JSONValue(parsing: answer.body)?["aliases"] else { throw Self.garbled("aliases") }
        let pairs = list.compactMap { alias in
            alias["name"]?.text.flatMap { name in alias["collection_name"]?.text.map { (name, $0) } }
        }
        return Dictionary(pairs) { $1 }
    }

    /// Returns the descriptions of all keys.
    func keys() async throws -> [String] {
        let answer = try await send("GET", ["keys"])
        guard case .list(let list) = JSONValue(parsing: answer.body)?["keys"] else { throw Self.garbled("keys") }
        return list.compactMap { $0["description"]?.text }
    }

    func setAlias(_ name: String, to collection: String) async throws {
        let body = JSONValue.object(["collection_name": .text(collection)]).json
        try await send("PUT", ["aliases", name], body: body)
    }

    func delete(alias: String) async throws {
        try await send("DELETE", ["aliases", alias], allowing: [404])
    }

    func create(_ definition: JSONValue) async throws {
        // 409: it was created in the meantime.
        try await send("POST", ["collections"], body: definition.json, allowing: [409])
    }

    /// Changes a collection's fields.
    /// - Returns: the reason if the server refuses the change; nil on success.
    func change(fields difference: SchemaDifference, of collection: String) async throws -> String? {
        let body = difference.patch.json
        let answer = try await send("PATCH", ["collections", collection], body: body, allowing: [400, 404, 409, 422])
        guard !answer.isSuccess else { return nil }
        return JSONValue(parsing: answer.body)?["message"]?.text ?? "no reason given"
    }

    /// Returns the synonyms and overrides of a collection.
    func extras(of collection: String) async throws -> [SearchExtra] {
        var found: [SearchExtra] = []
        for kind in SearchExtra.Kind.allCases {
            let answer = try await send("GET", ["collections", collection, kind.rawValue], allowing: [404])
            guard answer.isSuccess else { continue }
            for item in JSONValue(parsing: answer.body)?[kind.rawValue]?.elements ?? [] {
                guard case .object(var members) = item, let id = members.removeValue(forKey: "id")?.text else {
                    continue
                }
                // The server returns an empty root for a synonym without one, but does not accept it.
                if members["root"] == .text("") { members["root"] = nil }
                found.append(SearchExtra(kind: kind, id: id, json: JSONValue.object(members).json))
            }
        }
        return found
    }

    func put(_ extra: SearchExtra, of collection: String) async throws {
        try await send("PUT", ["collections", collection, extra.kind.rawValue, extra.id], body: extra.json)
    }

    func delete(_ extra: SearchExtra, of collection: String) async throws {
        try await send("DELETE", ["collections", collection, extra.kind.rawValue, extra.id], allowing: [404])
    }

    func delete(collection: String) async throws {
        try await send("DELETE", ["collections", collection], allowing: [404])
    }

    // MARK: Documents

    /// Exports documents as lines of JSON. Returns none if the collection does not exist, and all of its documents if
    /// it no longer has the field that the filter names.
    func export(_ collection: String, filter: String? = nil) async throws -> [UInt8] {
        let query = filter.map { [("filter_by", $0)] } ?? []
        let answer = try await send(
            "GET",
            ["collections", collection, "documents", "export"],
            query: query,
            allowing: [404]
        )
        if answer.isSuccess { return answer.body }
        return filter == nil ? [] : try await export(collection)
    }

    /// Exports those of the given documents that exist, as lines of JSON.
    func export(_ collection: String, ids: [String]) async throws -> [UInt8] {
        var lines: [UInt8] = []
        for ids in ids.filter({ !$0.contains("`") }).chunked(Self.idLimit) {
            // An export may lack a trailing newline. Empty lines are ignored.
            lines += try await export(collection, filter: Self.filter(ids: ids)) + Array("\n".utf8)
        }
        for id in ids where id.contains("`") {
            let answer = try await send("GET", ["collections", collection, "documents", id], allowing: [404])
            if answer.isSuccess { lines += answer.body + Array("\n".utf8) }
        }
        return lines
    }

    /// The maximum number of ids in one request.
    private static let idLimit = 40

    /// Returns a filter for documents by id. Backquotes escape special characters in a value.
    private static func filter(ids: [String]) -> String { "id:[\(ids.map { "`\($0)`" }.joined(separator: ","))]" }

    /// Writes documents, each a line of JSON without line breaks, in requests of bounded size.
    func write(_ documents: [String], to collection: String, progress: (_ done: Int) -> Void) async throws {
        try await write(documents, to: collection, progress: progress) { throw $0 }
    }

    /// Writes documents and continues after documents that the server refuses.
    /// - Parameter refused: called for each refused document; may throw to stop.
    func write(
        _ documents: [String],
        to collection: String,
        progress: (_ done: Int) -> Void,
        refused: (SeedingError) throws -> Void
    ) async throws {
        var start = 0
        while start < documents.count {
            try Task.checkCancellation()
            var end = start
            var bytes = 0
            while end < documents.count, end - start < Self.importLimit.count, bytes < Self.importLimit.bytes {
                bytes += documents[end].utf8.count
                end += 1
            }
            try await write(documents[start..<end], to: collection, refused)
            progress(end)
            start = end
        }
    }

    private func write(
        _ documents: ArraySlice<String>,
        to collection: String,
        _ refused: (SeedingError) throws -> Void
    ) async throws {
        // Reject values whose type is not the schema's. Silently converted values would differ from the seed.
        let answer = try await send(
            "POST",
            ["collections", collection, "documents", "import"],
            query: [("action", "upsert"), ("dirty_values", "reject")],
            body: documents.joined(separator: "\n")
        )
        let lines = answer.body.split(separator: UInt8(ascii: "\n"))
        guard lines.count == documents.count else { throw Self.garbled("an import") }
        for (line, document) in zip(lines, documents) {
            guard let result = JSONValue(parsing: line) else { throw Self.garbled("an import") }
            guard result["success"] != .bool(true) else { continue }
            let id = JSONValue(parsing: document.utf8)?["id"]?.text ?? "without an id"
            let reason = result["error"]?.text ?? "no reason given"
            try refused(
                SeedingError(.refused, "Typesense refused the document \(id) of \(collection): \(reason)")
            )
        }
    }

    /// Deletes those of the given documents that match the filter.
    func delete(_ ids: [String], from collection: String, filter: String? = nil) async throws {
        // An id with a backquote cannot be escaped in a filter, so it is deleted by path.
        for ids in ids.filter({ !$0.contains("`") }).chunked(Self.idLimit) {
            let list = Self.filter(ids: ids)
            let whole = filter.map { "\($0) && \(list)" } ?? list
            try await send("DELETE", ["collections", collection, "documents"], query: [("filter_by", whole)])
        }
        for id in ids where id.contains("`") {
            try await send("DELETE", ["collections", collection, "documents", id], allowing: [404])
        }
    }

    /// Deletes the documents that match a filter.
    /// - Parameter count: how many match about. The server answers once all of them are gone.
    func delete(matching filter: String, count: Int, from collection: String) async throws {
        var patient = self
        patient.http.timeout += .seconds(count / Self.minimumDeletionRate)
        let query = [("filter_by", filter), ("batch_size", "\(Self.importLimit.count)")]
        try await patient.send("DELETE", ["collections", collection, "documents"], query: query)
    }

    private static func garbled(_ what: String) -> SeedingError {
        SeedingError(.garbled, "Typesense sent an unexpected response to the request for \(what)")
    }
}
