import OrderedCollections
import YAMLTree

/// A volume in its short form: `[source:]target[:mode]`.
///
/// Source: Compose Specification, services, `volumes`, short syntax.
struct VolumeText {
    struct Problem: Error {
        var message: String
        var hint: String?
    }

    /// A path, a volume's name, or nil for a volume without a name.
    var source: String?
    var target: String
    var isReadOnly = false

    /// Options of the engine that are legal and change nothing here.
    private static let otherOptions: Set<String> = [
        "rw", "nocopy", "z", "Z", "rprivate", "private", "rshared", "shared", "rslave", "slave", "cached", "delegated",
        "consistent",
    ]

    init(_ text: String) throws(Problem) {
        guard text.utf8.count <= 16 * 1024 else { throw Problem(message: "is too long") }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains("") else {
            throw Problem(message: "has nothing between its colons: \(text.quoted)", hint: "write 'source:/target'")
        }
        switch parts.count {
        case 1: target = parts[0]
        case 2: (source, target) = (parts[0], parts[1])
        case 3:
            (source, target) = (parts[0], parts[1])
            for option in parts[2].split(separator: ",").map(String.init) {
                if option == "ro" {
                    isReadOnly = true
                } else if !Self.otherOptions.contains(option) {
                    let hint = didYouMean(option, Self.otherOptions.union(["ro"]).sorted()) ?? "use 'ro' or 'rw'"
                    throw Problem(message: "has the unknown option \(option.quoted)", hint: hint)
                }
            }
        default: throw Problem(message: "has too many colons: \(text.quoted)")
        }
        guard target.hasPrefix("/") else {
            let hint = "the path inside the service starts with '/'"
            throw Problem(message: "has a target that is no absolute path: \(target.quoted)", hint: hint)
        }
    }

    /// Whether the source is a path, not a volume's name.
    var isBind: Bool { source.map { [".", "/", "~"].contains($0.prefix(1)) } ?? false }

    /// The long form.
    func node(at node: Node) -> Node {
        var mapping = Mapping([("type", .text(isBind ? "bind" : "volume", at: node))])
        if let source { mapping.set("source", .text(source, at: node)) }
        mapping.set("target", .text(PathText.normalize(target), at: node))
        if isReadOnly { mapping.set("read_only", .plain("true", at: node)) }
        if isBind {
            mapping.set("bind", .map(Mapping([("create_host_path", .plain("true", at: node))]), at: node))
        }
        return .map(mapping, at: node)
    }
}
