import Diagnostics
import OrderedCollections
import YAMLTree

/// `seeds.yaml` → ``SeedManifest``, or every problem that it has, each at its place.
struct ManifestReader {
    private let file: SourceFile
    private let files: any FileAccess
    private let log = ProblemLog()

    /// - Parameters:
    ///   - path: absolute.
    ///   - displayPath: the file as people know it.
    init(path: String, displayPath: String, files: any FileAccess = LocalFiles()) {
        file = SourceFile(display: displayPath, absolute: path, base: PathText.directory(of: path))
        self.files = files
    }

    /// Reads the manifest. Folders and files that it names are there; what is in them was not looked at.
    func read() throws(SeedingError) -> SeedManifest {
        let root = YAMLReader(files: files, log: log).read(file)
        let manifest = root.map(manifest)
        guard let manifest, !log.hasErrors else {
            throw SeedingError(
                .badSeed,
                "the seed manifest \(file.display) has errors",
                remedy: "mend them, then try again",
                diagnostics: log.diagnostics()
            )
        }
        return manifest
    }

    private func manifest(_ root: Node) -> SeedManifest {
        check(
            root,
            ["as_of", "migrations", "checks", "tenant", "firms", "documents", "scale", "redis", "search", "temporal"],
            required: ["as_of", "migrations", "tenant", "firms", "documents"]
        )
        let tenant = root["tenant"]
        check(tenant, ["table", "column"], required: ["table", "column"])
        let search = root["search"]
        check(search, ["key", "collections"], required: ["key", "collections"])
        check(root["redis"], ["query"], required: ["query"])
        return SeedManifest(
            path: file.absolute,
            displayPath: file.display,
            asOf: day(root["as_of"]),
            migrations: folder(root["migrations"]),
            checks: root["checks"] == nil ? nil : folder(root["checks"]),
            firmTable: text(tenant?["table"]),
            firmColumn: text(tenant?["column"]),
            firms: firms(root["firms"]),
            scaled: scaled(root["scale"]),
            documents: documents(root["documents"]),
            redisQuery: root["redis"].map { path($0["query"]) },
            collections: collections(search?["collections"]),
            searchKey: text(search?["key"], isRequired: search != nil),
            workflows: root["temporal"].map(workflows)
        )
    }

    // MARK: Parts

    private func firms(_ node: Node?) -> [SeedManifest.Firm] {
        guard let node else { return [] }
        guard let items = node.items, !items.isEmpty else {
            log.report("wrong-type", "firms is a list with at least one firm", at: node)
            return []
        }
        var seen: [String: Node] = [:]
        return items.map { item in
            check(item, ["slug", "folder"], required: ["slug", "folder"])
            let slug = text(item["slug"])
            if let place = item["slug"], !Self.isSlug(slug) {
                log.report("bad-slug", "a slug has lower case letters, digits and hyphens", at: place)
            } else if let place = item["slug"], let first = seen[slug] {
                log.report(
                    .error,
                    "duplicate-firm",
                    "the firm '\(slug)' is given twice",
                    at: place.location,
                    length: place.length,
                    notes: [Diagnostic.Note("the first one is here", at: first.location)]
                )
            } else if let place = item["slug"] {
                seen[slug] = place
            }
            return SeedManifest.Firm(slug: slug, folder: folder(item["folder"]))
        }
    }

    private func documents(_ node: Node?) -> SeedManifest.Documents {
        check(
            node,
            ["table", "columns", "bucket", "size_limit"],
            required: ["table", "columns", "bucket"]
        )
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

    private func scaled(_ node: Node?) -> [SeedManifest.ScaledTable] {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "scale is a mapping of tables", at: node)
            return []
        }
        return mapping.entries.map { table, entry in
            check(entry.value, ["ids", "texts"], required: ["ids"])
            return SeedManifest.ScaledTable(
                table: table,
                ids: entry.value["ids"]?.strings ?? [],
                texts: entry.value["texts"]?.strings ?? []
            )
        }
    }

    private func collections(_ node: Node?) -> [SeedManifest.Collection] {
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "collections is a mapping", at: node)
            return []
        }
        return mapping.entries.map { name, entry in
            check(entry.value, ["schema", "query"], required: ["schema", "query"])
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
        let attributes = node["attributes"]?.strings ?? []
        let firm = text(node["firm_attribute"])
        if let place = node["firm_attribute"], !attributes.contains(firm) {
            log.report("unknown-attribute", "'\(firm)' is not one of the attributes", at: place)
        }
        return SeedManifest.Workflows(
            namespace: text(node["namespace"]),
            taskQueue: text(node["task_queue"]),
            attributes: attributes,
            firmAttribute: firm,
            query: path(node["query"])
        )
    }

    // MARK: Values

    /// Unknown keys with their nearest name, and missing ones.
    private func check(_ node: Node?, _ known: [String], required: [String]) {
        guard let node else { return }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "a mapping is wanted here, with \(known.joined(separator: ", "))", at: node)
            return
        }
        for (key, entry) in mapping.entries where !known.contains(key) {
            log.report(
                .error,
                "unknown-key",
                "the key '\(key)' means nothing here",
                at: entry.keyLocation,
                length: entry.keyLength,
                hint: didYouMean(key, known)
            )
        }
        for key in required where mapping[key] == nil {
            log.report("missing-key", "the key '\(key)' is missing", at: node)
        }
    }

    private func text(_ node: Node?, isRequired: Bool = true) -> String {
        guard let node else { return "" }
        guard let text = node.string, !text.isEmpty else {
            if isRequired { log.report("wrong-type", "a text is wanted here", at: node) }
            return ""
        }
        return text
    }

    private func day(_ node: Node?) -> String {
        let text = text(node)
        if let node, !text.isEmpty, CalendarDay(text) == nil {
            log.report("bad-date", "'\(text)' is no day of the form yyyy-mm-dd", at: node)
        }
        return text
    }

    private func size(_ node: Node?) -> Int {
        let standard = 5 * 1024 * 1024
        guard let node else { return standard }
        let text = text(node).lowercased()
        let digits = text.prefix { $0.isNumber }
        let units = ["": 1, "b": 1, "kb": 1024, "k": 1024, "mb": 1 << 20, "m": 1 << 20, "gb": 1 << 30]
        guard let number = Int(digits), let unit = units[String(text.dropFirst(digits.count))], number > 0 else {
            log.report("bad-size", "'\(text)' is no size", at: node, hint: "such as 5MB")
            return standard
        }
        return number * unit
    }

    private func folder(_ node: Node?) -> String { place(node, isFolder: true) }
    private func path(_ node: Node?) -> String { place(node, isFolder: false) }

    private func place(_ node: Node?, isFolder: Bool) -> String {
        let text = text(node)
        guard let node, !text.isEmpty else { return "" }
        let path = PathText.join(file.base, text)
        switch (files.kind(of: path), isFolder) {
        case (.directory, true), (.file, false): break
        case (nil, _):
            log.report("file-not-found", "there is no \(isFolder ? "folder" : "file") \(text)", at: node)
        default:
            log.report("wrong-kind", "\(text) is not a \(isFolder ? "folder" : "file")", at: node)
        }
        return path
    }

    private static func isSlug(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }
}
