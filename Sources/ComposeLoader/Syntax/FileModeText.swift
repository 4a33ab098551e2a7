import YAMLTree

/// A file mode: a YAML number, or a string of octal digits. Source: Compose Specification, services, `secrets`.
enum FileModeText {
    static func parse(_ node: Node) -> UInt32? { node.string == nil ? nil : node.scalar.flatMap(parse) }

    static func parse(_ scalar: Scalar) -> UInt32? {
        let number = scalar.kind == .integer ? scalar.integer : Int64(scalar.text, radix: 8)
        guard let number, (0...0o7777).contains(number) else { return nil }
        return UInt32(number)
    }
}
