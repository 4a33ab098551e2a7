import Diagnostics
import OrderedCollections
import YAMLTree

/// Reads `seeds.yaml` into a ``SeedManifest``, or reports all of its problems with their locations.
struct ManifestReader: NodeReader {
    let file: SourceFile
    let files: any FileAccess
    let log = ProblemLog()

    /// - Parameters:
    ///   - path: absolute.
    ///   - displayPath: the path to show in messages.
    init(path: String, displayPath: String, files: any FileAccess = LocalFiles()) {
        file = SourceFile(display: displayPath, absolute: path, base: PathText.directory(of: path))
        self.files = files
    }

    /// Reads the manifest. Checks that the files and folders it names exist, but not their content.
    /// - Throws: `SeedingError.badSeed` with all problems.
    func read() throws(SeedingError) -> SeedManifest {
        let root = YAMLReader(files: files, log: log).read(file)
        let manifest = root.map(manifest)
        guard let manifest, !log.hasErrors else {
            throw SeedingError(
                .badSeed,
                "the seed manifest \(file.display) has errors",
                remedy: "fix them, then try again; nothing was changed",
                diagnostics: log.diagnostics()
            )
        }
        return manifest
    }

    private func manifest(_ root: Node) -> SeedManifest {
        check(
            root,
            [
                "as_of", "moved_by", "past_only", "migrations", "rules", "checks", "tenant", "firms", "documents",
                "scale", "redis", "search", "temporal",
            ],
            required: ["as_of", "migrations", "tenant", "firms", "documents"]
        )
        let tenant = root["tenant"]
        check(tenant, ["table", "column"], required: ["table", "column"])
        let search = root["search"]
        check(search, ["key", "collections"], required: ["key", "collections"])
        check(root["redis"], ["query"], required: ["query"])
        let firms = firms(root["firms"])
        return SeedManifest(
            path: file.absolute,
            displayPath: file.display,
            asOf: day(root["as_of"]),
            movedBy: dateMove(root["moved_by"]),
            pastOnly: pastOnly(root["past_only"], firms),
            migrations: folder(root["migrations"]),
            rules: root["rules"] == nil ? nil : folder(root["rules"]),
            checks: root["checks"] == nil ? nil : folder(root["checks"]),
            firmTable: text(tenant?["table"]),
            firmColumn: text(tenant?["column"]),
            firms: firms,
            scaled: scaled(root["scale"], firms),
            documents: documents(root["documents"]),
            redisQuery: root["redis"].map { path($0["query"]) },
            collections: collections(search?["collections"]),
            searchKey: text(search?["key"]),
            workflows: root["temporal"].map(workflows),
            places: places(in: root)
        )
    }

    // MARK: Parts

    private func firms(_ node: Node?) -> [SeedManifest.Firm] {
        guard let node else { return [] }
        guard let items = node.items, !items.isEmpty else {
            log.report("wrong-type", "firms must be a list with at least one firm", at: node)
            return []
        }
        var slugs: [String: Node] = [:]
        var folders: [String: Node] = [:]
        return items.map { item in
            check(item, ["slug", "folder"], required: ["slug", "folder"])
            let slug = text(item["slug"])
            if let place = item["slug"], !slug.isEmpty {
                if !Self.isSlug(slug) {
                    let hint = "up to 40 lowercase letters, digits and hyphens, such as okafor-cpa"
                    log.report("bad-slug", "\(slug.quoted) is not a valid slug", at: place, hint: hint)
                }
                reportDuplicate("duplicate-firm", "the firm \(slug.quoted) is given twice", slug, place, &slugs)
            }
            let folder = folder(item["folder"])
            if let place = item["folder"], !folder.isEmpty {
                reportDuplicate("duplicate-folder", "two firms have the same folder", folder, place, &folders)
            }
            return SeedManifest.Firm(slug: slug, folder: folder)
        }
    }

    private func reportDuplicate(
        _ code: Diagnostic.Code,
        _ message: String,
        _ value: String,
        _ place: Node,
        _ seen: inout [String: Node]
    ) {
        guard let first = seen[value] else { return seen[value] = place }
        let note = Diagnostic.Note("the first one is here", at: first.location)
        log.report(.error, code, message, at: place.location, length: place.length, notes: [note])
    }

    private func documents(_ node: Node?) -> SeedManifest.Documents {
        check(node, ["table", "columns", "bucket", "size_limit"], required: ["table", "columns", "bucket"])
        let columns = node?["columns"]
        check(columns, ["key", "sha256", "size", "scan"], required: ["key", "sha256", "size", "scan"])
        return SeedManifest.Documents(
            table: text(node?["table"]),
            keyColumn: text(columns?["key"]),
            sha256Column: text(columns?["sha256"]),
            sizeColumn: text(columns?["size"]),
            scanColumn: text(columns?["scan"]),
            bucket: text(node?["bucket"]),
            sizeLimit: size(node?["size_limit"])
        )
    }

    private func dateMove(_ node: Node?) -> DateMove {
        guard let node else { return .days }
        let text = text(node)
        if let move = DateMove(rawValue: text) { return move }
        let known = DateMove.allCases.map(\.rawValue)
        if !text.isEmpty {
            let hint = didYouMean(text, known) ?? known.joined(separator: " or ")
            log.report("unknown-value", "dates cannot be moved by \(text.quoted)", at: node, hint: hint)
        }
        return .days
    }

    private func pastOnly(_ node: Node?, _ firms: [SeedManifest.Firm]) -> [String: String] {
        guard let node else { return [:] }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "past_only must be a mapping from tables to columns", at: node)
            return [:]
        }
        return mapping.entries.reduce(into: [:]) { columns, item in
            requireFile(of: item.key, item.value, firms)
            columns[item.key] = text(item.value.value)
        }
    }

    /// Reports a table of the manifest for which no firm has a file.
    private func requireFile(of table: String, _ entry: Mapping.Entry, _ firms: [SeedManifest.Firm]) {
        let folders = firms.map(\.folder).filter { !$0.isEmpty }
        guard !folders.isEmpty, !folders.contains(where: { files.kind(of: "\($0)/\(table).csv") != nil }) else {
            return
        }
        let message = "no firm has a file \(table).csv"
        log.report(.error, "file-not-found", message, at: entry.keyLocation, length: entry.keyLength)
    }

    private func scaled(_ node: Node?, _ firms: [SeedManifest.Firm]) -> [SeedManifest.ScaledTable] {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "scale must be a mapping of tables", at: node)
            return []
        }
        return mapping.entries.map { table, entry in
            check(entry.value, ["ids", "texts"], required: ["ids"])
            requireFile(of: table, entry, firms)
            return SeedManifest.ScaledTable(
                table: table,
                ids: texts(entry.value["ids"]),
                texts: texts(entry.value["texts"])
            )
        }
    }

    private func collections(_ node: Node?) -> [SeedManifest.Collection] {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "collections must be a mapping", at: node)
            return []
        }
        return mapping.entries.map { name, entry in
            check(entry.value, ["schema", "query"], required: ["schema", "query"])
            if !Self.isFileName(name) {
                log.report(
                    .error,
                    "bad-name",
                    "\(name.quoted) is not a valid collection name",
                    at: entry.keyLocation,
                    length: entry.keyLength,
                    hint: "letters, digits, hyphens and underscores"
                )
            }
            return SeedManifest.Collection(
                name: name,
                schema: path(entry.value["schema"]),
                query: path(entry.value["query"])
            )
        }
    }

    private func workflows(_ node: Node) -> SeedManifest.Workflows {
        let keys = ["namespace", "task_queue", "firm_attribute", "attributes", "query"]
        check(node, keys, required: keys)
        let attributes = texts(node["attributes"])
        let firm = text(node["firm_attribute"])
        if let place = node["firm_attribute"], !firm.isEmpty, !attributes.contains(firm) {
            let hint = didYouMean(firm, attributes)
            log.report("unknown-attribute", "\(firm.quoted) is not one of the attributes", at: place, hint: hint)
        }
        return SeedManifest.Workflows(
            namespace: text(node["namespace"]),
            taskQueue: text(node["task_queue"]),
            attributes: attributes,
            firmAttribute: firm,
            query: path(node["query"])
        )
    }
}
