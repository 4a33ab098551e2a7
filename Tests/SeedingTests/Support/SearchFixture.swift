import ControlAPI
import Foundation
import Foundations
import Testing

@testable import Seeding

/// A store of a collection that no other test has, with three documents of each firm.
struct SearchFixture {
    static let searchKey = "tests_search_only_key"

    static let schema = """
        {"fields": [{"name": "firm", "type": "string", "facet": true}, {"name": "name", "type": "string"},
            {"name": "cents", "type": "int64"}]}
        """

    let sample: SamplePlan
    let endpoint: StoreEndpoints.Typesense
    let client: TypesenseClient
    private(set) var collection: StoreSettings.Collection

    /// - Parameter server: the shared one if it is nil.
    init(on server: StoreServer? = nil, documents: (SeedPlan.Firm) -> [String]) async throws {
        sample = try SamplePlan()
        let shared = server == nil ? try await StoreServer.shared(.typesense) : nil
        let address = try #require(server ?? shared).address
        endpoint = StoreEndpoints.Typesense(address: address, apiKey: StoreServer.apiKey)
        client = TypesenseClient(endpoint)
        let name = "clients-\(sample.firm.slug)"
        collection = StoreSettings.Collection(name: name, schema: Self.schema)
        for firm in sample.plan.firms {
            let items = documents(firm).map { json in
                let id = JSONValue(parsing: json.utf8)?["id"]?.text ?? ""
                return SearchItem(collection: name, id: id, json: json)
            }
            try sample.write(items, .search(collection: name), of: firm)
        }
    }

    var store: SearchStore {
        SearchStore(endpoint, collections: [collection], searchKey: Self.searchKey)
    }

    /// The same with another schema, as after an edit of the seed's files.
    func with(schema: String) -> SearchFixture {
        var other = self
        other.collection.schema = schema
        return other
    }

    /// Upserts documents as a service would, by the alias.
    func upsert(_ documents: String...) async throws {
        try await client.write(documents, to: collection.name) { _ in }
    }

    /// The ids that a search with a key finds.
    func search(_ words: String, key: String) async throws -> Set<String> {
        let answer = try await TypesenseClient(StoreEndpoints.Typesense(address: endpoint.address, apiKey: key))
            .send(
                "GET",
                ["collections", collection.name, "documents", "search"],
                query: [("q", words), ("query_by", "name"), ("per_page", "100")]
            )
        let hits = JSONValue(parsing: answer.body)?["hits"]?.elements ?? []
        return Set(hits.compactMap { $0["document"]?["id"]?.text })
    }

    init(on server: StoreServer? = nil) async throws {
        try await self.init(on: server) { firm in
            (1...3).map {
                #"{"id": "\#(firm.slug)/\#($0)", "firm": "\#(firm.slug)", "name": "Client \#($0)", "cents": \#($0)}"#
            }
        }
    }

    /// The collection that the alias leads to.
    func live() async throws -> JSONValue {
        let name = try await client.aliases()[collection.name]
        return try #require(try await client.collections().first { $0["name"]?.text == name })
    }

    /// Changes fields as a developer would.
    func patch(_ fields: String) async throws {
        let name = try #require(try await live()["name"]?.text)
        try await client.send("PATCH", ["collections", name], body: #"{"fields": [\#(fields)]}"#)
    }
}
