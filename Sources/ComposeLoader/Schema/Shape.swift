import YAMLTree

/// What a value may look like: as a scalar, as a list, as a mapping. What is nil is not allowed.
///
/// The legal keys of Compose are a table of these; `SchemaPhase` is the one walker over it.
/// Source: compose-spec.json, the JSON schema of the Compose Specification.
indirect enum Shape: Sendable {
    /// Anything at all, unchecked: extensions, and options of drivers.
    case any
    case forms(scalar: ScalarShape?, list: Shape?, mapping: MappingShape?)

    /// A mapping with named keys.
    static func record(_ fields: [Field]) -> Shape { .forms(scalar: nil, list: nil, mapping: .record(Record(fields))) }

    /// A mapping whose keys are the user's.
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

    /// A file's mode: a number, or a text of octal digits.
    static let fileMode = scalar(ScalarShape([.integer, .string], format: .fileMode))
    static let modeNumber = scalar(ScalarShape([.integer, .string], format: .modeNumber))

    /// A size, or -1 for "without limit".
    static let byteSizeOrUnlimited = scalar(ScalarShape([.integer, .float, .string], format: .byteSizeOrUnlimited))

    static func choice(_ values: [String]) -> Shape { .scalar(ScalarShape([.string], format: .choice(values))) }

    static let strings = list(string)
    static let stringOrStrings = forms(scalar: ScalarShape([.string]), list: .string, mapping: nil)

    /// `KEY: value` or `- KEY=value`.
    static let listOrMap = forms(
        scalar: nil,
        list: .string,
        mapping: .map(.scalar(ScalarShape([.string, .integer, .float, .boolean, .null])), .any)
    )

    /// Options of a driver.
    static let options = map(.scalar(ScalarShape([.string, .integer, .float, .boolean, .null])))

    /// The same, and null as well.
    var orNull: Shape {
        guard case .forms(let scalar, let list, let mapping) = self else { return self }
        let kinds = (scalar?.kinds ?? []).union(.null)
        return .forms(scalar: ScalarShape(kinds, format: scalar?.format ?? .any), list: list, mapping: mapping)
    }

    /// The same, and a single scalar as well.
    func or(_ scalar: ScalarShape) -> Shape {
        guard case .forms(_, let list, let mapping) = self else { return self }
        return .forms(scalar: scalar, list: list, mapping: mapping)
    }

    /// In words, for "must be …".
    var words: String {
        guard case .forms(let scalar, let list, let mapping) = self else { return "anything" }
        var parts = scalar?.words ?? []
        if list != nil { parts.append("a list") }
        if mapping != nil { parts.append("a mapping") }
        guard let last = parts.popLast() else { return "anything" }
        return parts.isEmpty ? last : parts.joined(separator: ", ") + " or " + last
    }
}

/// The mappings that a place takes.
enum MappingShape: Sendable {
    case record(Record)
    case map(Shape, KeyRule)
}

/// Which keys a mapping of the user's own keys takes.
enum KeyRule: Sendable {
    case any
    /// `[a-zA-Z0-9._-]+`, as services and volumes are named.
    case name
}

/// A mapping with named keys; `x-…` is always legal in it.
struct Record: Sendable {
    var fields: [String: Field]

    init(_ fields: [Field]) {
        self.fields = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A legal key.
struct Field: Sendable {
    enum Support: Sendable {
        /// cpadev acts on it.
        case acted
        /// Legal in Compose, and carried out by no runtime: it is named once in a warning.
        case ignored
        /// No longer needed in any Compose.
        case obsolete
    }

    /// What a resolved file does with an empty value.
    enum Emptiness: Sendable {
        /// It differs from none: `scale: 0`, `init: false`.
        case kept
        case dropped
        /// The default is true, so that false is what differs from none.
        case trueDropped
    }

    var name: String
    var shape: Shape
    var support: Support
    /// nil: kept for a mapping with keys of its own, else dropped.
    var emptiness: Emptiness?

    init(_ name: String, _ shape: Shape, _ support: Support = .acted) {
        self.name = name
        self.shape = shape
        self.support = support
    }

    /// The same, and an empty value is written.
    var kept: Field { with(.kept) }
    /// The same, and an empty mapping is not written.
    var dropped: Field { with(.dropped) }

    /// The same, and only false is written.
    var trueDropped: Field { with(.trueDropped) }

    private func with(_ emptiness: Emptiness) -> Field {
        var field = self
        field.emptiness = emptiness
        return field
    }

    static func ignored(_ name: String, _ shape: Shape = .any) -> Field { Field(name, shape, .ignored) }
}
