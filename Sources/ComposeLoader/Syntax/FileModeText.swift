import YAMLTree

/// A file's mode: a YAML number, or a text of octal digits. Source: Compose Specification, services, `secrets`.
enum FileModeText {
    static func parse(_ node: Node) -> UInt32? {
        guard let scalar = node.scalar, let text = node.string else { return nil }
        let number = scalar.kind == .integer ? scalar.integer : Int64(text, radix: 8)
        guard let number, (0...0o7777).contains(number) else { return nil }
        return UInt32(number)
    }
}
