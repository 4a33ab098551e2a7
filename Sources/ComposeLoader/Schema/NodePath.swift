import YAMLTree

/// The path from the root of a Compose file to a node.
struct NodePath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    var steps: [Step] = []

    func key(_ key: String) -> NodePath { NodePath(steps: steps + [.key(key)]) }
    func index(_ index: Int) -> NodePath { NodePath(steps: steps + [.index(index)]) }

    /// The path pattern, which is the same for every service and every list item: `services.*.ports.*.mode`.
    var kind: String {
        var parts: [String] = []
        for (position, step) in steps.enumerated() {
            switch step {
            case .index: parts.append("*")
            case .key(let key): parts.append(position == 1 && isCollection ? "*" : key)
            }
        }
        return parts.joined(separator: ".")
    }

    /// The path in words: `'ports[0].target' of service 'api'`.
    var words: String {
        guard isCollection, steps.count > 1, case .key(let collection) = steps[0], case .key(let name) = steps[1] else {
            return steps.isEmpty ? "the file" : "'\(Self.text(steps[...]))'"
        }
        let owner = "\(collection.dropLast()) \(name.quoted)"
        return steps.count == 2 ? owner : "'\(Self.text(steps[2...]))' of \(owner)"
    }

    /// The path in words, as a container: `in service 'api'`, `at the top level`.
    var container: String { steps.isEmpty ? "at the top level" : "in \(words)" }

    private var isCollection: Bool {
        guard case .key(let key)? = steps.first else { return false }
        return ["services", "volumes", "networks", "secrets", "configs"].contains(key)
    }

    private static func text(_ steps: ArraySlice<Step>) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + key.prefix(60)
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
