import Diagnostics
import FoundationEssentials
import YAMLTree

/// Computes what the other stores shall hold from loaded rows, by the manifest's queries, and keeps it on disk.
struct PlanWriter {
    private let set: SeedSet
    private let link: PostgresLink

    init(_ set: SeedSet, _ link: PostgresLink) {
        self.set = set
        self.link = link
    }

    /// Writes the plan beside its place and moves it there when it is whole.
    func write(to directory: String) async throws -> SeedPlan {
        let partial = directory + ".new"
        try remake(partial)
        var plan = SeedPlan(
            hash: set.hash,
            asOf: set.asOf,
            scale: set.scale,
            firms: try await firms(),
            directory: directory
        )
        for firm in plan.firms { try remake("\(partial)/\(firm.slug)") }
        try await writeRedis(&plan, partial)
        try await writeObjects(&plan, partial)
        for collection in set.manifest.collections { try await writeSearch(collection, &plan, partial) }
        try await writeWorkflows(&plan, partial)
        do {
            try JSONEncoder().encode(plan).write(to: URL(filePath: "\(partial)/plan.json"))
            try? FileManager.default.removeItem(atPath: directory)
            try FileManager.default.moveItem(atPath: partial, toPath: directory)
        } catch { throw SeedingError(.files, "cannot write \(directory): \(error)", remedy: "make room there") }
        return plan
    }

    private func remake(_ path: String) throws(SeedingError) {
        do {
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch { throw SeedingError(.files, "cannot make \(path): \(error)", remedy: "let cpadev write there") }
    }

    // MARK: Rows

    private func firms() async throws -> [SeedPlan.Firm] {
        let (table, column) = (set.manifest.firmTable, set.manifest.firmColumn)
        let rows = try await link.run("SELECT id::text, slug, name FROM \(PostgresName.quoted(table)) ORDER BY id")
        var firms = rows.rows.compactMap { row -> SeedPlan.Firm? in
            guard let id = row[0], let slug = row[1] else { return nil }
            return SeedPlan.Firm(slug: slug, id: id, name: row[2] ?? slug, items: [StoreName.postgres.rawValue: 1])
        }
        let catalogue = try await Catalogue.read(link)
        let counts = catalogue.tables.values.filter { $0.columns.contains { $0.name == column } }.map { table in
            "SELECT \(PostgresName.quoted(column))::text AS firm, count(*) AS rows FROM "
                + "\(PostgresName.quoted(table.name)) GROUP BY 1"
        }
        guard !counts.isEmpty else { return firms }
        let union = counts.sorted().joined(separator: " UNION ALL ")
        let sums = try await link.run("SELECT firm, sum(rows)::bigint FROM (\(union)) all_tables GROUP BY firm")
        for row in sums.rows {
            guard let index = firms.firstIndex(where: { $0.id == row[0] }) else { continue }
            firms[index].items[StoreName.postgres.rawValue, default: 0] += row[1].flatMap { Int($0) } ?? 0
        }
        return firms.sorted { order(of: $0.slug) < order(of: $1.slug) }
    }

    private func order(of slug: String) -> Int { set.manifest.firms.firstIndex { $0.slug == slug } ?? .max }

    // MARK: Other stores

    private func writeRedis(_ plan: inout SeedPlan, _ directory: String) async throws {
        guard let path = set.manifest.redisQuery else { return }
        let rows = try await ask(path, columns: ["firm", "key", "type", "value", "ttl"])
        for (index, firm) in plan.firms.enumerated() {
            let items = try rows.filter { $0["firm"] == firm.slug }.map { row throws(SeedingError) in
                try redisItem(row, firm, path)
            }
            try SeedPlan.write(items, to: "\(directory)/\(firm.slug)/\(SeedPlan.File.redis.name)")
            plan.firms[index].items[StoreName.redis.rawValue] = items.count
        }
    }

    private func redisItem(_ row: [String: String], _ firm: SeedPlan.Firm, _ path: String) throws(SeedingError)
        -> RedisItem
    {
        let key = row["key"] ?? ""
        guard key.hasPrefix(firm.redisPrefix) else {
            throw wrong(path, "the key '\(key)' does not begin with '\(firm.redisPrefix)'")
        }
        guard let value = RedisItem.Value(type: row["type"] ?? "", json: row["value"] ?? "") else {
            throw wrong(path, "the value of '\(key)' is no \(row["type"] ?? "known type")")
        }
        return RedisItem(key: key, value: value, timeToLive: row["ttl"].flatMap { Int($0) })
    }

    private func writeObjects(_ plan: inout SeedPlan, _ directory: String) async throws {
        let documents = set.manifest.documents
        func name(_ text: String) -> String { PostgresName.quoted(text) }
        let answer = try await link.run(
            """
            SELECT \(name(set.manifest.firmColumn))::text, id::text, \(name(documents.keyColumn)),
                \(name(documents.sha256Column)), \(name(documents.sizeColumn))::text, content_type
            FROM \(name(documents.table)) ORDER BY id
            """
        )
        let files = Dictionary(set.documents.map { ($0.sha256, $0.path) }) { first, _ in first }
        for (index, firm) in plan.firms.enumerated() {
            let items = answer.rows.filter { $0[0] == firm.id }.compactMap { row -> ObjectItem? in
                guard let id = row[1], let key = row[2], let sha256 = row[3], let file = files[sha256] else {
                    return nil
                }
                return ObjectItem(
                    key: key,
                    documentID: id,
                    file: file,
                    contentType: row[5] ?? "application/octet-stream",
                    sha256: sha256,
                    size: row[4].flatMap { Int($0) } ?? 0
                )
            }
            try SeedPlan.write(items, to: "\(directory)/\(firm.slug)/\(SeedPlan.File.objects.name)")
            plan.firms[index].items[StoreName.s3.rawValue] = items.count
            plan.firms[index].items[StoreName.clamav.rawValue] = items.count
        }
    }

    private func writeSearch(
        _ collection: SeedManifest.Collection,
        _ plan: inout SeedPlan,
        _ directory: String
    ) async throws {
        let rows = try await ask(collection.query, columns: ["firm", "id", "document"])
        for (index, firm) in plan.firms.enumerated() {
            let items = rows.filter { $0["firm"] == firm.slug }.map { row in
                SearchItem(collection: collection.name, id: row["id"] ?? "", json: row["document"] ?? "")
            }
            let file = SeedPlan.File.search(collection: collection.name)
            try SeedPlan.write(items, to: "\(directory)/\(firm.slug)/\(file.name)")
            plan.firms[index].items[StoreName.typesense.rawValue, default: 0] += items.count
        }
    }

    private func writeWorkflows(_ plan: inout SeedPlan, _ directory: String) async throws {
        guard let path = set.manifest.workflows?.query else { return }
        let rows = try await ask(path, columns: ["firm", "id", "type", "input", "attributes"])
        for (index, firm) in plan.firms.enumerated() {
            let items = try rows.filter { $0["firm"] == firm.slug }.map { row throws(SeedingError) in
                let id = row["id"] ?? ""
                guard id.hasPrefix("\(firm.slug)-") else {
                    throw wrong(path, "the workflow '\(id)' does not begin with '\(firm.slug)-'")
                }
                let json = Data((row["attributes"] ?? "{}").utf8)
                guard let attributes = try? JSONDecoder().decode([String: String].self, from: json) else {
                    throw wrong(path, "the attributes of '\(id)' are no JSON object of texts")
                }
                return WorkflowItem(
                    id: id,
                    type: row["type"] ?? "",
                    input: row["input"] ?? "null",
                    attributes: attributes
                )
            }
            try SeedPlan.write(items, to: "\(directory)/\(firm.slug)/\(SeedPlan.File.workflows.name)")
            plan.firms[index].items[StoreName.temporal.rawValue] = items.count
        }
    }

    // MARK: Queries

    /// The rows of a query as dictionaries; NULLs are missing.
    private func ask(_ path: String, columns: [String]) async throws -> [[String: String]] {
        let file = try sqlFile(path)
        let answer: PostgresRows
        do { answer = try await link.runScript(file.text) } catch let failure as PostgresFailure {
            throw SeedSet.badSeed([
                file.problem("bad-query", failure.message, position: failure.position, hint: failure.hint)
            ])
        }
        for column in columns where !answer.columns.contains(column) {
            throw wrong(
                path,
                "the query gives no column '\(column)'; it has to give \(columns.joined(separator: ", "))"
            )
        }
        return answer.rows.map { row in
            Dictionary(zip(answer.columns, row).compactMap { name, value in value.map { (name, $0) } }) { first, _ in
                first
            }
        }
    }

    private func sqlFile(_ path: String) throws(SeedingError) -> SQLFile {
        guard let bytes = try? LocalFiles().read(path, limit: TableFile.sizeLimit) else {
            throw SeedingError(.files, "cannot read \(path)")
        }
        let folder = PathText.directory(of: set.manifest.path)
        let display = PathText.join(
            PathText.directory(of: set.manifest.displayPath),
            String(path.dropFirst(folder.count + 1))
        )
        return SQLFile(
            name: PathText.lastComponent(of: path),
            display: display,
            text: String(decoding: bytes, as: UTF8.self)
        )
    }

    private func wrong(_ path: String, _ message: String) -> SeedingError {
        let file = (try? sqlFile(path)) ?? SQLFile(name: path, display: path, text: "")
        return SeedSet.badSeed([file.problem("bad-projection", message, position: nil)])
    }
}

extension SeedSet {
    /// Computes and keeps what the other stores shall hold of the rows that a database has.
    func writePlan(from link: PostgresLink, to directory: String) async throws -> SeedPlan {
        try await PlanWriter(self, link).write(to: directory)
    }
}

extension RedisItem.Value {
    /// A value of a Redis type (string, hash, list, set, zset) out of JSON of that shape; nil where it has another.
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
