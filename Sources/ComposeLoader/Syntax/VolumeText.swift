import OrderedCollections
import YAMLTree

/// A volume in its short form: `[source:]target[:mode]`.
///
/// Source: Compose Specification, services, `volumes`, short syntax.
struct VolumeText {
    typealias Problem = PortText.Problem

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
        let parts = Self.parts(of: text)
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

    /// Returns the parts between colons. The colon after a drive letter, or any other single letter, separates nothing.
    ///
    /// Source: compose-go's `format.ParseVolume`.
    private static func parts(of text: String) -> [String] {
        guard text.utf8.count > 2 else { return [text] }
        var parts = [""]
        for character in text {
            if character == ":", !isDriveLetter(parts[parts.count - 1]) {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func isDriveLetter(_ text: some StringProtocol) -> Bool {
        text.count == 1 && text.allSatisfy(\.isLetter)
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
    var isBind: Bool {
        guard let source else { return false }
        return [".", "/", "~"].contains(source.prefix(1)) || source.hasPrefix("\\\\")
            || Self.isDriveLetter(source.prefix { $0 != ":" }) && source.contains(":")
    }

    /// Whether a text is an absolute path of Windows: `C:\x`, `C:/x`, or a network path or pipe, `\\host\x`.
    static func isWindowsPath(_ text: String) -> Bool {
        let start = text.prefix(3)
        return text.hasPrefix("\\\\")
            || isDriveLetter(start.prefix(1)) && (start.hasSuffix(":\\") || start.hasSuffix(":/"))
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
