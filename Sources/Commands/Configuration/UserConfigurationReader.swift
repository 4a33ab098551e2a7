import Diagnostics
import OrderedCollections
import TerminalUI
import YAMLTree

/// Reads `config.yaml`. Invalid settings are reported and skipped, so a bad file never blocks access to the stack.
struct UserConfigurationReader {
    var files: any FileAccess = LocalFiles()

    private static let keys = ["theme", "metrics", "bell", "mouse", "keys"]

    /// Returns the settings and the problems in a file. A missing file has neither.
    func read(_ path: String) -> (UserConfiguration, [Diagnostic]) {
        let log = ProblemLog()
        var configuration = UserConfiguration()
        do {
            let bytes = try files.read(path, limit: YAMLReader.sizeLimit)
            // A file with only comments has no settings.
            if String(decoding: bytes, as: UTF8.self).split(separator: "\n").allSatisfy(Self.isComment) {
                return (configuration, [])
            }
        } catch {
            if error.code == .notFound { return (configuration, []) }
        }
        let file = SourceFile(display: path, absolute: path, base: PathText.directory(of: path))
        guard let root = YAMLReader(files: files, log: log).read(file) else {
            return (configuration, log.diagnostics())
        }
        guard let mapping = root.mapping else {
            log.warn("bad-config", "the configuration must be a mapping of settings, such as `theme: dark`", at: root)
            return (configuration, log.diagnostics())
        }
        for (name, entry) in mapping.entries where !entry.value.isNull {
            let value = entry.value
            switch name {
            case "theme": configuration.theme = theme(value, log)
            case "metrics": configuration.showsMetrics = flag(name, value, log)
            case "bell": configuration.ringsBell = flag(name, value, log)
            case "mouse": configuration.usesMouse = flag(name, value, log)
            case "keys": configuration.keys = keys(value, log)
            default:
                log.report(
                    .warning,
                    "unknown-setting",
                    "unknown setting \(name.quoted)",
                    at: entry.keyLocation,
                    length: entry.keyLength,
                    hint: didYouMean(name, Self.keys) ?? "settings are \(Self.keys.joined(separator: ", "))"
                )
            }
        }
        return (configuration, log.diagnostics())
    }

    private static func isComment(_ line: Substring) -> Bool {
        line.first { !$0.isWhitespace }.map { $0 == "#" } ?? true
    }

    private func theme(_ node: Node, _ log: ProblemLog) -> Theme? {
        let name = node.string ?? ""
        if let theme = Theme.named(name) { return theme }
        let hint = didYouMean(name, Theme.names) ?? "themes are \(Theme.names.joined(separator: ", "))"
        log.warn("unknown-theme", "unknown theme \(name.quoted)", at: node, hint: hint)
        return nil
    }

    private func flag(_ name: String, _ node: Node, _ log: ProblemLog) -> Bool? {
        if let value = node.bool { return value }
        log.warn("bad-config", "`\(name)` must be true or false", at: node)
        return nil
    }

    private func keys(_ node: Node, _ log: ProblemLog) -> KeyMap {
        var map = KeyMap.standard
        guard let mapping = node.mapping else {
            log.warn("bad-config", "`keys` must map actions to keys, such as `quit: [q, ctrl-c]`", at: node)
            return map
        }
        var wanted: [String: [KeyPress]] = [:]
        for (action, entry) in mapping.entries {
            guard KeyMap.actionNames.contains(action) else {
                log.report(
                    .warning,
                    "unknown-action",
                    "unknown action \(action.quoted)",
                    at: entry.keyLocation,
                    length: entry.keyLength,
                    hint: didYouMean(action, KeyMap.actionNames) ?? "cpadev keys lists them"
                )
                continue
            }
            let names = entry.value.items ?? (entry.value.isNull ? [] : [entry.value])
            let keys = names.compactMap { key($0, log) }
            // If no key in a list is valid, the action keeps its default keys.
            if !keys.isEmpty || names.isEmpty { wanted[action] = keys }
        }
        for conflict in map.assign(wanted) {
            guard let entry = mapping[conflict.action] else { continue }
            let end = conflict.isTakenOver ? "is no longer bound" : "is also assigned"
            log.report(
                .warning,
                "key-conflict",
                "in \"\(conflict.place)\", `\(conflict.key.name)` \(end) to `\(conflict.other)`",
                at: entry.value.location,
                length: entry.value.length
            )
        }
        return map
    }

    private func key(_ node: Node, _ log: ProblemLog) -> KeyPress? {
        // YAML reads a digit as a number; here it is a key.
        if let name = node.scalar?.text, let key = KeyPress(name: name) { return key }
        log.warn(
            "unknown-key",
            "unknown key \((node.scalar?.text ?? "").quoted)",
            at: node,
            hint: "examples of keys are ctrl-x, f5, space, shift-tab and G"
        )
        return nil
    }
}
