import Foundations

/// The text of a pulled set's manifest. Schema and queries are those of the seed that it was pulled for, so a migration
/// that is added later applies to both.
enum SetManifest {
    static func text(
        _ manifest: SeedManifest,
        asOf: String,
        firms: [String],
        hasRules: Bool,
        hasChecks: Bool
    ) -> String {
        var lines = [
            "# Pulled by `cpadev pull`, which replaces it. `cpadev seed use` chooses between it and the demo data.",
            "as_of: \(asOf)",
            "migrations: \(quoted(manifest.migrations))",
        ]
        if hasRules { lines.append("rules: rules") }
        if hasChecks { lines.append("checks: checks") }
        lines.append("tenant: { table: \(quoted(manifest.firmTable)), column: \(quoted(manifest.firmColumn)) }")
        lines.append("firms:")
        lines += firms.map { "  - { slug: \($0), folder: firms/\($0) }" }
        let documents = manifest.documents
        lines += [
            "documents:",
            "  table: \(quoted(documents.table))",
            "  columns:",
            "    key: \(quoted(documents.keyColumn))",
            "    sha256: \(quoted(documents.sha256Column))",
            "    size: \(quoted(documents.sizeColumn))",
            "    scan: \(quoted(documents.scanColumn))",
            "  bucket: \(quoted(documents.bucket))",
            "  size_limit: \(documents.sizeLimit)",
        ]
        if let query = manifest.redisQuery { lines.append("redis: { query: \(quoted(query)) }") }
        if !manifest.collections.isEmpty {
            lines += ["search:", "  key: \(quoted(manifest.searchKey))", "  collections:"]
            lines += manifest.collections.map {
                "    \($0.name): { schema: \(quoted($0.schema)), query: \(quoted($0.query)) }"
            }
        }
        if let workflows = manifest.workflows {
            lines += [
                "temporal:",
                "  namespace: \(quoted(workflows.namespace))",
                "  task_queue: \(quoted(workflows.taskQueue))",
                "  attributes: [\(workflows.attributes.map(quoted).joined(separator: ", "))]",
                "  firm_attribute: \(quoted(workflows.firmAttribute))",
                "  query: \(quoted(workflows.query))",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A double-quoted scalar. A JSON string is one. Source: YAML 1.2.2, 1.3.
    private static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
