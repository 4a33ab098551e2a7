import ControlAPI
import FoundationEssentials

/// Requests to Typesense with the server's own key. Source: https://typesense.org/docs/0.24.1/api
struct TypesenseClient: Sendable {
    /// Documents of one import request, and bytes, whichever is reached first.
    private static let importLimit = (count: 2000, bytes: 4 << 20)

    private static let replayPatience = Duration.seconds(30)

    private let http: StoreHTTP
    private let apiKey: String

    init(_ endpoint: StoreEndpoints.Typesense) {
        http = StoreHTTP(name: "Typesense", address: endpoint.address)
        apiKey = endpoint.apiKey
    }

    /// Sends a request; a status that is neither a success nor among `allowing` is an error.
    /// - Parameter path: its parts, without encoding.
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
                remedy: answer.status == 401 ? "TYPESENSE_API_KEY is not the one the server was started with" : nil
            )
        }
        return answer
    }

    /// Waits until the server has applied every write that it took. A server that starts says that it is well while it
    /// still replays its log, and what it holds until then is something of the past.
    func waitUntilApplied() async throws {
        let deadline = ContinuousClock.now + Self.replayPatience
        // Versions that do not tell are taken at their word.
        while case .integer(let queued)? = JSONValue(parsing: try await send("GET", ["status"], allowing: [404]).body)?[
            "queued_writes"
        ], queued > 0 {
            guard ContinuousClock.now < deadline else { throw Self.garbled("its status: writes stay queued") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    // MARK: Collections

    /// The definitions of all collections, as the server completed them.
    func collections() async throws -> [JSONValue] {
        let answer = try await send("GET", ["collections"])
        guard case .list(let collections) = JSONValue(parsing: answer.body) else { throw Self.garbled("collections") }
        return collections
    }

    /// The names of collections by their aliases.
    func aliases() async throws -> [String: String] {
        let answer = try await send("GET", ["aliases"])
        guard case .list(let list) = JSONValue(parsing: answer.body)?["aliases"] else { throw Self.garbled("aliases") }
        let pairs = list.compactMap { alias in
            alias["name"]?.text.flatMap { name in alias["collection_name"]?.text.map { (name, $0) } }
        }
        return Dictionary(pairs) { $1 }
    }

    func setAlias(_ name: String, to collection: String) async throws {
        let body = JSONValue.object(["collection_name": .text(collection)]).json
        try await send("PUT", ["aliases", name], body: body)
    }

    func delete(alias: String) async throws {
        try await send("DELETE", ["aliases", alias], allowing: [404])
    }

    func create(_ definition: JSONValue) async throws {
        // Another one may have been faster: 409.
        try await send("POST", ["collections"], body: definition.json, allowing: [409])
    }

    /// Changes a collection's fields.
    /// - Returns: why the server refuses to; nil where it did it.
    func change(fields difference: SchemaDifference, of collection: String) async throws -> String? {
        let body = difference.patch.json
        let answer = try await send("PATCH", ["collections", collection], body: body, allowing: [400, 404, 409, 422])
        guard !answer.isSuccess else { return nil }
        return JSONValue(parsing: answer.body)?["message"]?.text ?? "no reason given"
    }

    /// What belongs to a collection beside its documents, by kind and id.
    func extras(of collection: String) async throws -> [SearchExtra] {
        var found: [SearchExtra] = []
        for kind in SearchExtra.Kind.allCases {
            let answer = try await send("GET", ["collections", collection, kind.rawValue], allowing: [404])
            guard answer.isSuccess else { continue }
            for item in JSONValue(parsing: answer.body)?[kind.rawValue]?.elements ?? [] {
                guard case .object(var members) = item, let id = members.removeValue(forKey: "id")?.text else {
                    continue
                }
                // An empty root means none, and is refused.
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

    /// Documents as lines of JSON; none where there is no such collection. Where the collection has no more the field
    /// that the filter names, all of its documents.
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

    /// Those among documents that there are, as lines of JSON.
    func export(_ collection: String, ids: [String]) async throws -> [UInt8] {
        var lines: [UInt8] = []
        for ids in ids.filter({ !$0.contains("`") }).chunked(Self.idLimit) {
            // Also where it does not end with a line break, and where there is none of them.
            lines += try await export(collection, filter: Self.filter(ids: ids)) + Array("\n".utf8)
        }
        for id in ids where id.contains("`") {
            let answer = try await send("GET", ["collections", collection, "documents", id], allowing: [404])
            if answer.isSuccess { lines += answer.body + Array("\n".utf8) }
        }
        return lines
    }

    /// Ids of one request.
    private static let idLimit = 40

    /// Backquotes hold a value together.
    private static func filter(ids: [String]) -> String { "id:[\(ids.map { "`\($0)`" }.joined(separator: ","))]" }

    /// Writes documents, each a line of JSON without line breaks, in requests of bounded size.
    func write(_ documents: [String], to collection: String, progress: (_ done: Int) -> Void) async throws {
        try await write(documents, to: collection, progress: progress) { throw $0 }
    }

    /// Writes documents, and goes on after those that the server refuses.
    /// - Parameter refused: called with each refusal; throws to end it there.
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
        // A value of another type than the schema's is refused: silently converted it would differ from the seed.
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
            let id = JSONValue(parsing: document.utf8)?["id"]?.text ?? "without id"
            let reason = result["error"]?.text ?? "no reason given"
            try refused(
                SeedingError(.refused, "Typesense refused the document \(id) of \(collection): \(reason)")
            )
        }
    }

    /// Deletes documents by their ids, those that still meet the filter.
    func delete(_ ids: [String], from collection: String, filter: String? = nil) async throws {
        // An id with a backquote of its own goes by its path.
        for ids in ids.filter({ !$0.contains("`") }).chunked(Self.idLimit) {
            let list = Self.filter(ids: ids)
            let whole = filter.map { "\($0) && \(list)" } ?? list
            try await send("DELETE", ["collections", collection, "documents"], query: [("filter_by", whole)])
        }
        for id in ids where id.contains("`") {
            try await send("DELETE", ["collections", collection, "documents", id], allowing: [404])
        }
    }

    private static func garbled(_ what: String) -> SeedingError {
        SeedingError(.garbled, "Typesense answered the request for \(what) with something else")
    }
}
