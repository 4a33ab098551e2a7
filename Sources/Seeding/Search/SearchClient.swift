import FoundationEssentials

/// Typesense's HTTP API. Source: Typesense API Reference, 0.24 and 27.
struct SearchClient: Sendable {
    private let endpoint: StoreEndpoints.Typesense
    private let http: StoreHTTP

    init(_ endpoint: StoreEndpoints.Typesense) {
        self.endpoint = endpoint
        http = StoreHTTP(name: "Typesense", address: endpoint.address)
    }

    /// The answer to a request; refusals are thrown, but for the statuses named.
    func send(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        body: [UInt8] = [],
        allowing statuses: Set<Int> = []
    ) async throws -> StoreHTTP.Answer {
        let text = query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let request = StoreHTTP.Request(
            method: method,
            target: path + (text.isEmpty ? "" : "?\(text)"),
            headers: [("x-typesense-api-key", endpoint.apiKey), ("content-type", "application/json")],
            body: body
        )
        let answer = try await http.send(request)
        guard answer.isSuccess || statuses.contains(answer.status) else {
            throw SeedingError(.refused, "Typesense refused \(method) \(path): \(answer.text.prefix(200))")
        }
        return answer
    }

    func get(_ path: String) async throws -> JSONValue {
        try Self.json(try await send("GET", path).body, path)
    }

    static func json(_ bytes: some Sequence<UInt8>, _ what: String) throws(SeedingError) -> JSONValue {
        do { return try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) } catch {
            throw SeedingError(.garbled, "Typesense answered \(what) with something else than JSON")
        }
    }

    /// A collection's documents, each with its JSON; all of them, or one firm's.
    func export(_ collection: String, firm: String?) async throws -> [(document: JSONValue, json: ArraySlice<UInt8>)] {
        let query = firm.map { [("filter_by", "firm:=`\($0)`")] } ?? []
        let answer = try await send("GET", "/collections/\(collection)/documents/export", query: query)
        return try answer.body.split(separator: UInt8(ascii: "\n")).map {
            (try Self.json($0, "an export"), $0)
        }
    }

    /// Puts documents in, each a line of JSON.
    func importDocuments(_ lines: [some Collection<UInt8>], into collection: String) async throws {
        guard !lines.isEmpty else { return }
        let body = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        let path = "/collections/\(collection)/documents/import"
        let answer = try await send("POST", path, query: [("action", "upsert")], body: body)
        for line in answer.text.split(separator: "\n") where !line.hasPrefix("{\"success\":true") {
            let result = try Self.json(line.utf8, "an import")
            if result["success"] == .bool(true) { continue }
            throw SeedingError(
                .refused,
                "Typesense refused a document: \(result["error"]?.text ?? String(line.prefix(200)))"
            )
        }
    }

    func delete(_ id: String, from collection: String) async throws {
        _ = try await send(
            "DELETE",
            "/collections/\(collection)/documents/\(PercentEncoding.encode(id))",
            allowing: [404]
        )
    }
}
