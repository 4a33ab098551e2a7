package import Diagnostics
import OrderedCollections
package import YAMLTree

/// Reads `environments.yaml`, or reports all of its problems with their locations.
package struct EnvironmentFileReader: NodeReader {
    package static let fileName = "environments.yaml"

    let file: SourceFile
    let files: any FileAccess
    package let log = ProblemLog()

    /// - Parameters:
    ///   - path: absolute.
    ///   - displayPath: the path to show in messages.
    package init(path: String, displayPath: String, files: any FileAccess = LocalFiles()) {
        file = SourceFile(display: displayPath, absolute: path, base: PathText.directory(of: path))
        self.files = files
    }

    /// - Throws: every problem of the file. None of them quotes a value that may be a secret, but the line that it is in
    ///   may contain one.
    package func read() throws(DiagnosticsError) -> EnvironmentFile {
        let root = YAMLReader(files: files, log: log).read(file)
        let contents = root.map(contents)
        guard let contents, !log.hasErrors else { throw DiagnosticsError(log.diagnostics()) }
        return contents
    }

    private func contents(_ root: Node) -> EnvironmentFile {
        check(root, ["repository", "branch", "migrations", "environments"], required: ["environments"])
        let branch = root["branch"]
        return EnvironmentFile(
            path: file.absolute,
            displayPath: file.display,
            repository: root["repository"].map { path($0, to: .folder) } ?? file.base,
            branch: branch == nil ? "main" : revision(branch),
            migrations: root["migrations"].map { path($0, to: .folder) },
            environments: environments(root["environments"])
        )
    }

    private func environments(_ node: Node?) -> [PlatformEnvironment] {
        guard let node, !node.isBroken else { return [] }
        guard let mapping = node.mapping, !mapping.entries.isEmpty else {
            let message = "environments must be a mapping with at least one environment"
            log.report("wrong-type", message, at: node)
            return []
        }
        return mapping.entries.compactMap { name, entry in
            if !Self.isSlug(name) {
                log.report(
                    .error,
                    "bad-name",
                    "\(name.quoted) is not a valid name of an environment",
                    at: entry.keyLocation,
                    length: entry.keyLength,
                    hint: "up to 40 lowercase letters, digits and hyphens, such as staging"
                )
            }
            return environment(name, entry)
        }
    }

    // MARK: An environment

    /// The keys that say where an environment runs, and what else each of them permits.
    private static let keysByPlace: [(place: String, others: [String], required: [String])] = [
        ("url", ["health", "version", "sha", "database", "certificate"], ["health"]),
        ("stack", ["health", "version", "sha", "database"], []),
        ("workflow", [], []),
    ]

    private func environment(_ name: String, _ entry: Mapping.Entry) -> PlatformEnvironment? {
        let node = entry.value
        let hint = "give it a url; or stack, for the stack of this checkout; or workflow"
        guard let mapping = node.mapping else {
            if node.isNull {
                log.report("missing-value", "the environment '\(name)' has no values", at: entry, hint: hint)
            } else if !node.isBroken {
                log.report("wrong-type", "an environment must be a mapping", at: node, hint: hint)
            }
            return nil
        }
        let given = Self.keysByPlace.filter { mapping[$0.place] != nil }
        guard let keys = given.first else {
            check(node, Self.keysByPlace.flatMap { [$0.place] + $0.others }, required: [])
            log.report("missing-key", "nothing says where the environment '\(name)' runs", at: entry, hint: hint)
            return nil
        }
        if given.count > 1, let second = mapping[given[1].place] {
            let message = "an environment has either '\(keys.place)' or '\(given[1].place)'"
            log.report("two-places", message, at: second)
        }
        check(
            node,
            [keys.place] + keys.others + given.dropFirst().map { $0.place },
            required: [keys.place] + keys.required
        )
        let place = place(node)
        // The other values are checked even if that one is wrong.
        var environment = PlatformEnvironment(name: name, place: place ?? .workflow(name: ""))
        environment.health = node["health"].map { requestPath($0) }
        environment.version = statement(node["version"], besides: environment.health)
        environment.commit = statement(node["sha"], besides: environment.health)
        environment.database = node["database"].flatMap(database)
        environment.certificate = certificate(node["certificate"], of: place)
        return place == nil ? nil : environment
    }

    private func place(_ node: Node) -> PlatformEnvironment.Place? {
        if let url = node["url"] { return address(url).map { .server($0) } }
        if let service = node["stack"] { return .stack(service: text(service)) }
        return node["workflow"].map { .workflow(name: text($0)) }
    }

    private func statement(_ node: Node?, besides health: String?) -> PlatformEnvironment.Statement? {
        guard let node, !node.isBroken else { return nil }
        check(node, ["path", "json", "header"], required: [])
        guard node.mapping != nil else { return nil }
        let path = node["path"].map { requestPath($0) } ?? health
        if path == nil {
            log.report("missing-key", "the key 'path' is missing", at: node, hint: "the path to request")
        }
        let part: PlatformEnvironment.Statement.Part
        switch (node["json"], node["header"]) {
        case (let json?, nil): part = .json(members(json))
        case (nil, let header?): part = .header(headerName(header))
        case (_, let header?):
            log.report("two-places", "give either 'json' or 'header'", at: header)
            return nil
        case (nil, nil):
            let hint = "json: a path such as build.version; header: the name of a response header"
            log.report("missing-key", "neither 'json' nor 'header' is given", at: node, hint: hint)
            return nil
        }
        return PlatformEnvironment.Statement(path: path ?? "/", part: part)
    }

    private func database(_ node: Node) -> PlatformEnvironment.DatabaseSource? {
        guard !node.isBroken else { return nil }
        guard node.mapping != nil else {
            // The value may be a URL with a password, so it is not quoted.
            log.report(
                "written-secret",
                "the URL of a database is not written into this file",
                at: node,
                hint: "name a variable, {env: STAGING_DATABASE_URL}, or a command that prints it, {command: […]}"
            )
            return nil
        }
        check(node, ["env", "command"], required: [])
        switch (node["env"], node["command"]) {
        case (let name?, nil): return .variable(variableName(name))
        case (nil, let command?):
            let words = texts(command, such: "[op, read, \"op://platform/staging/database-url\"]")
            if words.isEmpty, command.items != nil {
                log.report("wrong-type", "the command is empty", at: command)
            }
            return .command(words)
        case (_, let command?): log.report("two-places", "give either 'env' or 'command'", at: command)
        case (nil, nil): log.report("missing-key", "neither 'env' nor 'command' is given", at: node)
        }
        return nil
    }

    private func certificate(
        _ node: Node?,
        of place: PlatformEnvironment.Place?
    ) -> PlatformEnvironment.CertificateRule {
        var rule = PlatformEnvironment.CertificateRule()
        guard let node, !node.isBroken else { return rule }
        if case .server(let address) = place, !address.isSecure {
            log.report("no-certificate", "a server at an http:// address has no certificate", at: node)
        }
        check(node, ["warn_days", "ca"], required: [])
        if let days = node["warn_days"] {
            if let number = days.integer, (0...3650).contains(number) {
                rule.warningDays = Int(number)
            } else if !days.isBroken {
                log.report("bad-number", "warn_days must be a number of days, from 0 to 3650", at: days)
            }
        }
        rule.roots = node["ca"].map { path($0, to: .file) }
        return rule
    }
}
