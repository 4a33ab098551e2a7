import ComposeModel
import OrderedCollections
import Testing
import YAMLTree

@testable import ComposeLoader

extension EveryKey {
    /// The places of the sample's keys, and what each changes.
    struct Sample {
        struct Key {
            var isActed: Bool
            var places: [NodePath] = []
        }

        /// A part of the sample, and the project that it is.
        private struct Part {
            var root: Node
            var project: Project

            init(_ root: Node) throws {
                self.root = root
                project = try Sample.load(root)
            }

            func changes(without key: NodePath) -> Set<String>? {
                guard let other = try? Sample.load(root.removing(key.steps[...])) else { return nil }
                return ModelDifference.properties(of: project, other)
            }
        }

        /// The keys by their pattern, such as `services.*.ports.*.mode`.
        private(set) var keys: OrderedDictionary<String, Key> = [:]
        private let whole: Part
        private var parts: [[String]: Part] = [:]

        init() throws {
            let files = MemoryFiles(["/compose.yaml": EveryKey.files["compose.yaml"] ?? ""])
            let file = SourceFile(display: "compose.yaml", absolute: "/compose.yaml", base: "/")
            whole = try Part(#require(YAMLReader(files: files, log: ProblemLog()).read(file)))
            collect(whole.root, .project, NodePath(), "", isActed: true)
        }

        /// Returns the properties that differ if a key is left out; nil if it is required.
        ///
        /// Only the section that has the key is loaded, with what it refers to: the whole sample is slow for each key.
        mutating func changes(without key: NodePath, isActed: Bool) -> Set<String>? {
            let section = key.section
            let part = parts[section] ?? (try? Part(whole.root.part(of: section))) ?? whole
            parts[section] = part
            let changes = part.changes(without: key)
            // Some keys have an effect only together with another section.
            return isActed && changes == [] ? whole.changes(without: key) : changes
        }

        private static func load(_ root: Node) throws -> Project {
            var files = EveryKey.files
            files["compose.yaml"] = YAMLWriter.text(of: root)
            var loading = Loading(files, environment: ["S": "s", "V": "v"])
            loading.executables = ["/home/app/l"]
            return try loading.load().project
        }

        private mutating func collect(_ node: Node, _ shape: Shape, _ path: NodePath, _ kind: String, isActed: Bool) {
            guard case .forms(_, let item, let mapping) = shape else { return }
            for (index, child) in (node.items ?? []).enumerated() {
                collect(child, item ?? .any, path.index(index), kind + "*.", isActed: isActed)
            }
            for (key, entry) in node.mapping?.entries ?? [:] {
                let place = path.key(key)
                switch mapping {
                case .map(let value, _)?: collect(entry.value, value, place, kind + "*.", isActed: isActed)
                case .record(let record)?:
                    guard let field = record.fields[key] else { continue }
                    let isActed = isActed && field.support == .acted
                    keys[kind + key, default: Key(isActed: isActed)].places.append(place)
                    collect(entry.value, field.shape, place, kind + key + ".", isActed: isActed)
                case nil: continue
                }
            }
        }
    }

    /// The patterns of all keys. Of a step's keys, only those that its service does not have.
    static func kinds(of shape: Shape, at kind: String = "") -> Set<String> {
        guard case .forms(_, let item, let mapping) = shape else { return [] }
        var result = item.map { kinds(of: $0, at: kind + "*.") } ?? []
        switch mapping {
        case .map(let value, _)?: result.formUnion(kinds(of: value, at: kind + "*."))
        case .record(let record)?:
            for (key, field) in record.fields where !(kind.contains("pre_start") && Shape.stepKeys.contains(key)) {
                result.formUnion(kinds(of: field.shape, at: kind + key + ".").union([kind + key]))
            }
        case nil: break
        }
        return result
    }
}

extension NodePath {
    /// A section is a key of a service, a collection such as `volumes`, or another key of the file.
    fileprivate var section: [String] {
        let keys = steps.map { if case .key(let key) = $0 { key } else { "" } }
        return Array(keys.prefix(keys[0] == "services" ? 3 : 1))
    }
}

extension Node {
    /// Of these, a service has at least one.
    private static let sources = ["image", "build", "provider"]

    /// A file with one section and what it refers to.
    fileprivate func part(of section: [String]) -> Node {
        guard section != ["services"] else { return self }
        let isOfService = section.count == 3
        let key = isOfService ? section[2] : section[0]
        let words = isOfService ? mapping?["services"]?.value[section[1]]?[key].map(YAMLWriter.text(of:)) ?? "" : ""
        return filtered { name, node in
            switch name {
            case "name", "x-cpadev": return node
            case key where !isOfService: return node
            case "services":
                return node.filtered { name, service in
                    let isMeant = isOfService ? name == section[1] || words.contains(name) : true
                    return isMeant ? service.reduced(to: key) : nil
                }
            case "volumes", "networks", "secrets", "configs", "models":
                return isOfService ? node.filtered { words.contains($0) ? $1 : nil } : nil
            default: return nil
            }
        }
    }

    /// A service with one of its keys and where it comes from.
    private func reduced(to key: String) -> Node {
        let first = Self.sources.first { self[$0] != nil }
        return filtered { name, node in
            let isSource = Self.sources.contains(key) ? Self.sources.contains(name) : name == first
            return isSource || name == key ? node : nil
        }
    }

    private func filtered(_ transform: (String, Node) -> Node?) -> Node {
        var result = self
        result.mapping = Mapping(
            (mapping?.entries ?? [:]).compactMap { name, entry in transform(name, entry.value).map { (name, $0) } }
        )
        return result
    }

    fileprivate func removing(_ path: ArraySlice<NodePath.Step>) -> Node {
        var result = self
        switch (path.first, value) {
        case (.key(let key)?, .mapping(var mapping)):
            if path.count > 1, let child = mapping[key]?.value.removing(path.dropFirst()) {
                mapping[key]?.value = child
            } else {
                mapping[key] = nil
            }
            result.value = .mapping(mapping)
        case (.index(let index)?, .sequence(var items)):
            items[index] = items[index].removing(path.dropFirst())
            result.value = .sequence(items)
        default: break
        }
        return result
    }
}
