import YAMLTree

/// The allowed forms of a value: scalar, list or mapping. A nil form is not allowed.
///
/// The schema of Compose is a table of shapes, which `SchemaPhase` walks. Source: compose-spec.json, the JSON schema of
/// the Compose Specification.
indirect enum Shape: Sendable {
    /// Any value, not validated: extensions and driver options.
    case any
    case forms(scalar: ScalarShape?, list: Shape?, mapping: MappingShape?)

    /// A mapping with named keys.
    static func record(_ fields: [Field]) -> Shape { .forms(scalar: nil, list: nil, mapping: .record(Record(fields))) }

    /// A mapping with keys chosen by the user.
    static func map(_ value: Shape, keys: KeyRule = .any) -> Shape {
        .forms(scalar: nil, list: nil, mapping: .map(value, keys))
    }

    static func list(_ item: Shape) -> Shape { .forms(scalar: nil, list: item, mapping: nil) }

    static func scalar(_ scalar: ScalarShape) -> Shape { .forms(scalar: scalar, list: nil, mapping: nil) }

    static let string = scalar(ScalarShape([.string]))
    static let boolean = scalar(ScalarShape([.boolean]))
    static let integer = scalar(ScalarShape([.integer]))
    static let number = scalar(ScalarShape([.integer, .float]))
    static let numberOrString = scalar(ScalarShape([.integer, .float, .string]))
    static let duration = scalar(ScalarShape([.string], format: .duration))
    static let byteSize = scalar(ScalarShape([.integer, .float, .string], format: .byteSize))

    /// A file mode: a number, or a string of octal digits.
    static let fileMode = scalar(ScalarShape([.integer, .string], format: .fileMode))
    static let modeNumber = scalar(ScalarShape([.integer, .string], format: .modeNumber))

    /// A size, or -1 for unlimited.
    static let byteSizeOrUnlimited = scalar(ScalarShape([.integer, .float, .string], format: .byteSizeOrUnlimited))

    static func choice(_ values: [String]) -> Shape { .scalar(ScalarShape([.string], format: .choice(values))) }

    static func choiceOrEmpty(_ values: [String]) -> Shape {
        .scalar(ScalarShape([.string], format: .choiceOrEmpty(values)))
    }

    static let strings = list(string)
    static let stringOrStrings = forms(scalar: ScalarShape([.string]), list: .string, mapping: nil)

    /// `KEY: value` or `- KEY=value`.
    static let listOrMap = forms(
        scalar: nil,
        list: .string,
        mapping: .map(.scalar(ScalarShape([.string, .integer, .float, .boolean, .null])), .any)
    )

    /// Driver options.
    static let options = map(.scalar(ScalarShape([.string, .integer, .float, .boolean, .null])))

    /// The shape, also accepting null.
    var orNull: Shape {
        guard case .forms(let scalar, let list, let mapping) = self else { return self }
        let kinds = (scalar?.kinds ?? []).union(.null)
        return .forms(scalar: ScalarShape(kinds, format: scalar?.format ?? .any), list: list, mapping: mapping)
    }

    /// Returns the shape, also accepting a scalar.
    func or(_ scalar: ScalarShape) -> Shape {
        guard case .forms(_, let list, let mapping) = self else { return self }
        return .forms(scalar: scalar, list: list, mapping: mapping)
    }

    /// The shape in words, as in "must be …".
    var words: String {
        guard case .forms(let scalar, let list, let mapping) = self else { return "anything" }
        var parts = scalar?.words ?? []
        if list != nil { parts.append("a list") }
        if mapping != nil { parts.append("a mapping") }
        guard let last = parts.popLast() else { return "anything" }
        return parts.isEmpty ? last : parts.joined(separator: ", ") + " or " + last
    }
}

/// The mappings that a value accepts.
enum MappingShape: Sendable {
    case record(Record)
    case map(Shape, KeyRule)
}

/// The keys allowed in a mapping with keys chosen by the user.
enum KeyRule: Sendable {
    case any
    /// `[a-zA-Z0-9._-]+`, as for services and volumes.
    case name
}

/// A mapping with named keys. Keys with `x-` are always allowed.
struct Record: Sendable {
    var fields: [String: Field]

    init(_ fields: [Field]) {
        self.fields = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A valid key.
struct Field: Sendable {
    enum Support: Sendable {
        /// cpadev acts on it.
        case acted
        /// Valid in Compose but not supported by any runtime. It causes one warning.
        case ignored
        /// Obsolete in Compose.
        case obsolete
    }

    /// Whether a resolved file contains an empty value.
    enum Emptiness: Sendable {
        /// An empty value differs from a missing one: `scale: 0`, `init: false`.
        case kept
        case dropped
        /// The default is true, so only false differs from a missing value.
        case trueDropped
    }

    var name: String
    var shape: Shape
    var support: Support
    /// nil: kept for a record, else dropped.
    var emptiness: Emptiness?

    init(_ name: String, _ shape: Shape, _ support: Support = .acted) {
        self.name = name
        self.shape = shape
        self.support = support
    }

    /// The field with empty values written.
    var kept: Field { with(.kept) }
    /// The field with empty values omitted.
    var dropped: Field { with(.dropped) }

    /// The field with only false written.
    var trueDropped: Field { with(.trueDropped) }

    private func with(_ emptiness: Emptiness) -> Field {
        var field = self
        field.emptiness = emptiness
        return field
    }

    static func ignored(_ name: String, _ shape: Shape = .any) -> Field { Field(name, shape, .ignored) }
}
