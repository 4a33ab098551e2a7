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

    /// A path, a volume's name, or nil for an anonymous volume.
    var source: String?
    var target: String
    var isReadOnly = false
    /// Whether the image's files at the target are not copied into a new volume.
    var skipsCopy = false
    /// The mount propagation, such as `rslave`.
    var propagation: String?
    /// The SELinux label: `z` or `Z`.
    var selinux: String?

    private static let propagations = ["rprivate", "private", "rshared", "shared", "rslave", "slave"]
    /// Options without effect. Current engines ignore the consistency.
    private static let withoutEffect = ["rw", "cached", "delegated", "consistent"]
    /// All known options.
    static let options = ["ro", "nocopy", "z", "Z"] + propagations + withoutEffect
    /// The unknown options, which Compose accepts and ignores.
    private(set) var unknownOptions: [String] = []

    init(_ text: String) throws(Problem) {
        guard text.utf8.count <= 16 * 1024 else { throw Problem(message: "is too long") }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        // The colon after a drive letter is not a separator.
        if Self.isWindowsPath(text), parts.count > 1 {
            parts.replaceSubrange(0..<2, with: [parts[0] + ":" + parts[1]])
        }
        guard !parts.contains("") else {
            throw Problem(message: "has an empty part between colons: \(text.quoted)", hint: "write 'source:/target'")
        }
        switch parts.count {
        case 1: target = parts[0]
        case 2: (source, target) = (parts[0], parts[1])
        case 3:
            (source, target) = (parts[0], parts[1])
            for option in parts[2].split(separator: ",").map(String.init) { set(option) }
        default: throw Problem(message: "has too many colons: \(text.quoted)")
        }
    }

    private mutating func set(_ option: String) {
        switch option {
        case "ro": isReadOnly = true
        case "rw": isReadOnly = false
        case "nocopy": skipsCopy = true
        case "z", "Z": selinux = option
        case _ where Self.propagations.contains(option): propagation = option
        case _ where Self.withoutEffect.contains(option): break
        default: unknownOptions.append(option)
        }
    }

    /// Whether the source is a path, not a volume's name.
    var isBind: Bool { source.map { [".", "/", "~"].contains($0.prefix(1)) || Self.isWindowsPath($0) } ?? false }

    /// Whether a text starts with a drive letter, a colon and a backslash. With a slash it could be a one-letter volume
    /// name.
    static func isWindowsPath(_ text: String) -> Bool {
        let start = Array(text.utf8.prefix(3))
        return start.count == 3 && start[1] == UInt8(ascii: ":") && start[2] == UInt8(ascii: "\\")
            && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(start[0] | 0x20)
    }

    /// Returns the long form.
    func node(at node: Node) -> Node {
        var mapping = Mapping([("type", .text(isBind ? "bind" : "volume", at: node))])
        if let source { mapping.set("source", .text(source, at: node)) }
        mapping.set("target", .text(PathText.normalize(target), at: node))
        if isReadOnly { mapping.set("read_only", .plain("true", at: node)) }
        var bind = Mapping()
        if let propagation { bind.set("propagation", .text(propagation, at: node)) }
        if let selinux { bind.set("selinux", .text(selinux, at: node)) }
        if isBind { bind.set("create_host_path", .plain("true", at: node)) }
        // The SELinux label of a volume is also written under `bind`.
        if !bind.entries.isEmpty { mapping.set("bind", .map(bind, at: node)) }
        if !isBind || skipsCopy {
            let details = skipsCopy ? [("nocopy", Node.plain("true", at: node))] : []
            mapping.set("volume", .map(Mapping(details), at: node))
        }
        return .map(mapping, at: node)
    }
}
