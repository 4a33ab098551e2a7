import YAMLTree

extension SeedManifest {
    /// A canonical text of the manifest, independent of comments, key order and the location of the checkout. It is
    /// part of the seed's hash.
    var meaning: String {
        let folder = PathText.directory(of: path)
        func relative(_ path: String?) -> String { path.map { PathText.relative($0, to: folder) } ?? "" }
        var lines = [
            "as_of \(asOf)", "migrations \(relative(migrations))", "checks \(relative(checks))",
            "tenant \(firmTable) \(firmColumn)", "redis \(relative(redisQuery))", "search \(searchKey)",
        ]
        lines.append("moved_by \(movedBy.rawValue) rules \(relative(rules))")
        lines += pastOnly.sorted { $0.key < $1.key }.map { "past_only \($0.key) \($0.value)" }
        lines += firms.map { "firm \($0.slug) \(relative($0.folder))" }
        lines += [
            "documents \(documents.table) \(documents.keyColumn) \(documents.sha256Column) \(documents.sizeColumn)"
                + " \(documents.scanColumn) \(documents.bucket) \(documents.sizeLimit)"
        ]
        lines += scaled.sorted { $0.table < $1.table }.map { table in
            "scale \(table.table) ids \(table.ids.sorted()) texts \(table.texts.sorted())"
        }
        lines += collections.sorted { $0.name < $1.name }.map { collection in
            "collection \(collection.name) \(relative(collection.schema)) \(relative(collection.query))"
        }
        if let workflows {
            lines.append(
                "workflows \(workflows.namespace) \(workflows.taskQueue) \(workflows.firmAttribute)"
                    + " \(workflows.attributes.sorted()) \(relative(workflows.query))"
            )
        }
        return lines.joined(separator: "\n")
    }
}

extension PathText {
    /// Returns a path relative to a folder, or the path itself if it is not below the folder. Both must be absolute.
    static func relative(_ path: String, to folder: String) -> String {
        path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }
}
