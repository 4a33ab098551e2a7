import ComposeModel
import OrderedCollections
import Testing
import YAMLTree

@testable import ComposeLoader

extension EveryKey {
    /// The loaded sample, and the places of its keys.
    struct Sample {
        struct Key {
            var isActed: Bool
            var places: [NodePath] = []
        }

        let project: Project
        /// The keys by their pattern, such as `services.*.ports.*.mode`.
        private(set) var keys: OrderedDictionary<String, Key> = [:]
        private let root: Node

        init() throws {
            let files = MemoryFiles(["/compose.yaml": EveryKey.files["compose.yaml"] ?? ""])
            let file = SourceFile(display: "compose.yaml", absolute: "/compose.yaml", base: "/")
            root = try #require(YAMLReader(files: files, log: ProblemLog()).read(file))
            project = try Self.load(root)
            collect(root, .project, NodePath(), "", isActed: true)
        }

        /// - Throws: `DiagnosticsError` if the key is required.
        func project(without key: NodePath) throws -> Project { try Self.load(root.removing(key.steps[...])) }

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

extension Node {
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
