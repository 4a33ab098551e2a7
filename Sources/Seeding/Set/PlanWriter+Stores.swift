import Diagnostics
import FoundationEssentials

extension PlanWriter {
    func writeRedis(_ plan: inout SeedPlan, _ directory: String) async throws {
        guard let path = set.manifest.redisQuery else { return }
        let projection = try await project(path, ["firm", "key", "type", "value"], optional: ["ttl"], plan)
        try write(.redis, .redis, &plan, directory) { firm throws(SeedingError) in
            try projection.rows(of: firm.slug).map { row throws(SeedingError) in
                let (key, type, json) = (row["key"] ?? "", row["type"] ?? "", row["value"] ?? "")
                guard key.hasPrefix(firm.redisPrefix) else {
                    throw projection.wrong("the key '\(key)' does not begin with '\(firm.redisPrefix)'")
                }
                guard let value = RedisItem.Value(type: type, json: json) else {
                    // Redis cannot store empty collections.
                    throw projection.wrong("the value of '\(key)' is not a \(type), or is empty")
                }
                let seconds = row["ttl"].map { Int($0) ?? 0 }
                guard seconds ?? 1 > 0 else {
                    throw projection.wrong("the ttl of '\(key)' is not a positive number")
                }
                return RedisItem(key: key, value: value, timeToLive: seconds)
            }
        }
    }

    /// Writes the documents' rows together with the paths of their files.
    func writeObjects(_ plan: inout SeedPlan, _ directory: String, _ catalogue: Catalogue) async throws {
        let documents = set.manifest.documents
        func name(_ text: String) -> String { PostgresName.quoted(text) }
        let hasType = catalogue.tables[documents.table]?.columns.contains { $0.name == "content_type" } == true
        let rows = try await link.run(
            """
            SELECT \(name(set.manifest.firmColumn))::text, id::text, \(name(documents.keyColumn)),
                \(name(documents.sha256Column)), \(name(documents.sizeColumn))::text,
                \(hasType ? "content_type" : "NULL")
            FROM \(catalogue.tables[documents.table]?.qualifiedName ?? name(documents.table)) ORDER BY id
            """
        ).rows
        let files = Dictionary(set.documents.map { ($0.sha256, $0.path) }) { first, _ in first }
        try write(.objects, .s3, &plan, directory) { firm throws(SeedingError) in
            rows.filter { $0[0] == firm.id }.compactMap { row -> ObjectItem? in
                // A row without a file has no object in S3.
                guard let id = row[1], let key = row[2], let sha256 = row[3], let file = files[sha256],
                    let size = row[4].flatMap({ Int($0) }), key.hasPrefix(firm.objectPrefix)
                else { return nil }
                let type = row[5] ?? "application/octet-stream"
                return ObjectItem(key: key, documentID: id, file: file, contentType: type, sha256: sha256, size: size)
            }
        }
        for index in plan.firms.indices {
            plan.firms[index].items[StoreName.clamav.rawValue] = plan.firms[index].count(in: .s3)
        }
    }

    func writeSearch(
        _ collection: SeedManifest.Collection,
        _ plan: inout SeedPlan,
        _ directory: String
    ) async throws {
        let projection = try await project(collection.query, ["firm", "id", "document"], plan)
        let decoder = JSONDecoder()
        try write(.search(collection: collection.name), .typesense, &plan, directory) { firm throws(SeedingError) in
            try projection.rows(of: firm.slug).map { row throws(SeedingError) in
                let (id, json) = (row["id"] ?? "", row["document"] ?? "")
                // Searches are restricted by the firm in the document itself.
                guard let document = try? decoder.decode(SearchIdentity.self, from: Data(json.utf8)),
                    document.id == id, document.firm == firm.slug
                else { throw projection.wrong("the 'id' or 'firm' in the document '\(id)' does not match its row") }
                return SearchItem(collection: collection.name, id: id, json: json)
            }
        }
    }

    func writeWorkflows(_ plan: inout SeedPlan, _ directory: String) async throws {
        guard let workflows = set.manifest.workflows else { return }
        let columns = ["firm", "id", "type", "input", "attributes"]
        let projection = try await project(workflows.query, columns, plan)
        try write(.workflows, .temporal, &plan, directory) { firm throws(SeedingError) in
            try projection.rows(of: firm.slug).map { row throws(SeedingError) in
                let id = row["id"] ?? ""
                guard id.hasPrefix("\(firm.slug)-") else {
                    throw projection.wrong("the workflow '\(id)' does not begin with '\(firm.slug)-'")
                }
                let json = Data((row["attributes"] ?? "").utf8)
                guard let attributes = try? JSONDecoder().decode([String: String].self, from: json) else {
                    throw projection.wrong("the attributes of '\(id)' are not a JSON object with string values")
                }
                if let name = attributes.keys.sorted().first(where: { !workflows.attributes.contains($0) }) {
                    throw projection.wrong("the attribute '\(name)' of '\(id)' is not in the manifest")
                }
                guard attributes[workflows.firmAttribute] == firm.slug else {
                    throw projection.wrong(
                        "the attribute '\(workflows.firmAttribute)' of '\(id)' is not '\(firm.slug)'"
                    )
                }
                return WorkflowItem(id: id, type: row["type"] ?? "", input: row["input"] ?? "", attributes: attributes)
            }
        }
    }

    // MARK: Helpers

    private func project(
        _ path: String,
        _ columns: [String],
        optional: [String] = [],
        _ plan: SeedPlan
    ) async throws -> Projection {
        let slugs = plan.firms.map(\.slug)
        return try await Projection(path, columns, optional: optional, of: set.manifest, slugs: slugs, link)
    }

    /// Writes each firm's items and adds their number to the firm's count for the store.
    private func write<Item: Encodable>(
        _ file: SeedPlan.File,
        _ store: StoreName,
        _ plan: inout SeedPlan,
        _ directory: String,
        _ items: (SeedPlan.Firm) throws(SeedingError) -> [Item]
    ) throws(SeedingError) {
        for (index, firm) in plan.firms.enumerated() {
            let items = try items(firm)
            try SeedPlan.write(items, to: "\(directory)/\(firm.slug)/\(file.name)")
            plan.firms[index].items[store.rawValue, default: 0] += items.count
        }
    }
}

/// The id and firm in a search document.
private struct SearchIdentity: Decodable {
    var id: String
    var firm: String
}

extension RedisItem.Value {
    /// Creates a value of a Redis type (string, hash, list, set, zset) from JSON; nil if the JSON does not fit the
    /// type.
    init?(type: String, json: String) {
        let data = Data(json.utf8)
        let decoder = JSONDecoder()
        func decode<Value: Decodable>(_ type: Value.Type) -> Value? { try? decoder.decode(type, from: data) }
        switch type {
        case "string":
            guard let text = decode(String.self) else { return nil }
            self = .string(text)
        case "hash":
            guard let fields = decode([String: String].self), !fields.isEmpty else { return nil }
            self = .hash(fields)
        case "list":
            guard let items = decode([String].self), !items.isEmpty else { return nil }
            self = .list(items)
        case "set":
            guard let members = decode(Set<String>.self), !members.isEmpty else { return nil }
            self = .set(members)
        case "zset":
            guard let members = decode([String: Double].self), !members.isEmpty else { return nil }
            self = .sortedSet(members)
        default: return nil
        }
    }
}
