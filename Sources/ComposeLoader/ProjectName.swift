import Diagnostics
import OrderedCollections
import YAMLTree

/// Determines the project's name: `-p`, then `COMPOSE_PROJECT_NAME`, then the last file's `name`, then the directory. In an
/// environment, the environment's name is appended.
///
/// Source: Docker's documentation, "Specify a project name"; the allowed characters: Compose Specification, Version and
/// name.
struct ProjectName {
    let options: ComposeLoader.Options
    let variables: [String: String]
    let log: ProblemLog

    func resolve(_ trees: [Node], main: SourceFile) -> String {
        EnvironmentSuffix.adding(options.environmentName, to: ownName(trees, main: main))
    }

    private func ownName(_ trees: [Node], main: SourceFile) -> String {
        if let name = options.projectName, !name.isEmpty { return checked(name, at: nil) }
        if let name = variables["COMPOSE_PROJECT_NAME"], !name.isEmpty { return checked(name, at: nil) }
        for tree in trees.reversed() {
            guard let node = tree["name"], let text = node.string else { continue }
            // Later phases report invalid variables and types.
            var interpolator = Interpolator { variables[$0] }
            guard let name = try? interpolator.expand(text), !name.isEmpty else { continue }
            return fitted(name, at: node)
        }
        return Self.normalized(PathText.lastComponent(of: main.base))
    }

    /// Returns a directory's name without invalid characters; `default` if none is left.
    static func normalized(_ text: String) -> String {
        let kept = text.lowercased().unicodeScalars.filter { isLegal($0) }.drop { $0 == "_" || $0 == "-" }
        let name = String(String.UnicodeScalarView(kept))
        return name.isEmpty ? "default" : name
    }

    /// Normalizes the name from a file like a directory's name, with a warning. A name without a letter or digit is an
    /// error.
    private func fitted(_ name: String, at node: Node) -> String {
        let normal = Self.normalized(name)
        guard normal != name, name.unicodeScalars.contains(where: { Self.isFirst($0) }) else {
            return checked(name, at: node)
        }
        log.warn("project-name", "the project name \(name.quoted) becomes \(normal.quoted)", at: node)
        return normal
    }

    private func checked(_ name: String, at node: Node?) -> String {
        let normal = Self.normalized(name)
        guard normal != name else { return name }
        let message =
            "the project name \(name.quoted) must contain only lowercase letters, digits, '_' and '-', and start with a letter or digit"
        let hint = "use '\(normal.prefix(60))'"
        log.report(.error, "bad-project-name", message, at: node?.location, length: node?.length ?? 1, hint: hint)
        return normal
    }

    private static func isFirst(_ scalar: Unicode.Scalar) -> Bool {
        String(scalar).lowercased().unicodeScalars.contains { isLegal($0) && $0 != "_" && $0 != "-" }
    }

    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
