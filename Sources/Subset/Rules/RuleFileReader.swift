package import Diagnostics
import OrderedCollections
import YAMLTree

/// Reads `anonymise.yaml`, or reports all of its problems with their places.
package struct RuleFileReader {
    package static let name = "anonymise.yaml"
    private static let defaultWeeks = 8
    private static let defaultDocumentLimit = 256 << 10

    let file: SourceFile
    let log = ProblemLog()
    private let files: any FileAccess

    /// - Parameters:
    ///   - path: absolute.
    ///   - display: the path to show in messages.
    package init(path: String, display: String) { self.init(path: path, display: display, files: LocalFiles()) }

    init(path: String, display: String, files: any FileAccess) {
        file = SourceFile(display: display, absolute: path, base: PathText.directory(of: path))
        self.files = files
    }

    /// - Throws: all problems.
    package func read() throws(DiagnosticsError) -> RuleFile {
        let rules = YAMLReader(files: files, log: log).read(file).map(rules)
        guard let rules, !log.hasErrors else { throw DiagnosticsError(log.diagnostics()) }
        return rules
    }

    private func rules(_ root: Node) -> RuleFile {
        check(root, ["subject", "dates", "documents", "rules", "checks", "tables"], required: ["subject", "tables"])
        check(root["dates"], ["weeks"], required: ["weeks"])
        check(root["documents"], ["type", "size_limit"], required: [])
        let subject = root["subject"]
        return RuleFile(
            path: file.absolute,
            subject: text(subject) ?? "",
            subjectPlace: place(subject ?? root),
            weeks: weeks(root["dates"]?["weeks"]),
            documentType: text(root["documents"]?["type"]),
            documentLimit: bytes(root["documents"]?["size_limit"]),
            rules: root["rules"].flatMap { path($0, isFolder: true) },
            checks: (root["checks"]?.items ?? []).compactMap { path($0, isFolder: false) },
            tables: tables(root["tables"]),
            start: root.location
        )
    }

    private func tables(_ node: Node?) -> [String: RuleFile.Table] {
        guard let node else { return [:] }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "tables must be a mapping of tables", at: node)
            return [:]
        }
        var tables: [String: RuleFile.Table] = [:]
        for (name, entry) in mapping.entries {
            let isLeftOut = entry.value.string == "none"
            if !isLeftOut, entry.value.mapping == nil {
                let hint = "none leaves the whole table out"
                log.report("wrong-type", "expected a mapping from columns to rules", at: entry.value, hint: hint)
            }
            var columns: [String: RuleFile.Column] = [:]
            for (column, item) in entry.value.mapping?.entries ?? [:] {
                guard let rule = ColumnRuleReader(log: log).read(item.value) else { continue }
                let place = RuleFile.Place(location: item.keyLocation, length: item.keyLength)
                columns[column] = RuleFile.Column(rule: rule, place: place)
            }
            let place = RuleFile.Place(location: entry.keyLocation, length: entry.keyLength)
            tables[name] = RuleFile.Table(place: place, isLeftOut: isLeftOut, columns: columns)
        }
        return tables
    }

    // MARK: Values

    private func place(_ node: Node) -> RuleFile.Place { RuleFile.Place(location: node.location, length: node.length) }

    private func text(_ node: Node?) -> String? {
        guard let node else { return nil }
        guard let text = node.string, !text.isEmpty else {
            log.report("wrong-type", "expected a string", at: node)
            return nil
        }
        return text
    }

    private func weeks(_ node: Node?) -> Int {
        guard let node else { return Self.defaultWeeks }
        guard let weeks = node.integer, (1...520).contains(weeks) else {
            log.report("bad-value", "weeks must be a number from 1 to 520", at: node)
            return Self.defaultWeeks
        }
        return Int(weeks)
    }

    private func bytes(_ node: Node?) -> Int {
        guard let node else { return Self.defaultDocumentLimit }
        let text = (node.string ?? "").lowercased()
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20]
        guard let number = Int(digits), number > 0, let unit = units[String(text.dropFirst(digits.count))],
            number <= (64 << 20) / unit
        else {
            log.report("bad-size", "\(text.quoted) is not a size up to 64MB", at: node, hint: "such as 256KB")
            return Self.defaultDocumentLimit
        }
        return number * unit
    }

    private func path(_ node: Node, isFolder: Bool) -> String? {
        guard let text = text(node) else { return nil }
        let path = PathText.join(file.base, text)
        let word = isFolder ? "folder" : "file"
        switch (files.kind(of: path), isFolder) {
        case (.directory, true), (.file, false): return path
        case (nil, _): log.report("file-not-found", "there is no \(word) \(text)", at: node)
        case (.directory, false), (.file, true), (.other, _):
            log.report("wrong-kind", "\(text) is not a \(word)", at: node)
        }
        return nil
    }

    private func check(_ node: Node?, _ known: [String], required: [String]) {
        guard let node else { return }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "expected a mapping with \(known.joined(separator: ", "))", at: node)
            return
        }
        for (key, entry) in mapping.entries where !known.contains(key) {
            log.report("unknown-key", "unknown key \(key.quoted)", at: entry, hint: didYouMean(key, known))
        }
        for key in required where node[key] == nil {
            log.report(.error, "missing-key", "the key '\(key)' is missing", at: node.location, length: 1)
        }
    }
}
