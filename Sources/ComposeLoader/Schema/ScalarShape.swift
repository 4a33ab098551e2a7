import YAMLTree

/// The scalars that a value accepts.
struct ScalarShape: Sendable {
    struct Kinds: OptionSet, Sendable {
        let rawValue: UInt8
        static let string = Kinds(rawValue: 1)
        static let integer = Kinds(rawValue: 2)
        static let float = Kinds(rawValue: 4)
        static let boolean = Kinds(rawValue: 8)
        static let null = Kinds(rawValue: 16)
    }

    /// The format of the scalar, in addition to its kind.
    enum Format: Sendable {
        case any
        case duration
        case byteSize
        /// A size, or -1 for unlimited.
        case byteSizeOrUnlimited
        case pullPolicy
        /// A number of microseconds, or a duration.
        case microseconds
        /// A file mode written as octal digits. Validated by `CheckPhase`, because the message depends on the context.
        case fileMode
        /// A file mode written as a number.
        case modeNumber
        /// A number, or `all`.
        case deviceCount
        /// A number from 1 to 65535.
        case port
        /// A non-negative integer.
        case natural
        case number
        case restart
        case signal
        /// A cron line, or a short form of one.
        case schedule
        case choice([String])
        /// A choice in which an empty string means the default.
        case choiceOrEmpty([String])
    }

    var kinds: Kinds
    var format: Format

    init(_ kinds: Kinds, format: Format = .any) {
        self.kinds = kinds
        self.format = format
    }

    static let port = ScalarShape([.integer], format: .port)
    static let portOrString = ScalarShape([.integer, .string])

    /// Whether a scalar is of an accepted kind. Interpolated and quoted strings are also accepted as numbers and
    /// booleans.
    func accepts(_ scalar: Scalar) -> Bool {
        let kind = scalar.kind
        if kinds.contains(kind.flag) { return true }
        if kind == .integer, kinds.contains(.float) { return true }
        guard kind == .string else { return false }
        if kinds.contains(.boolean), scalar.bool != nil { return true }
        guard scalar.style != .plain else { return false }
        if kinds.contains(.integer), scalar.plainKind == .integer { return true }
        return kinds.contains(.float) && (scalar.plainKind == .integer || scalar.plainKind == .float)
    }

    /// Returns the scalar converted to an accepted kind: `"8080"` becomes a number if only numbers are accepted.
    func cast(_ scalar: Scalar) -> Scalar {
        guard scalar.kind == .string, !kinds.contains(.string) else { return scalar }
        if kinds.contains(.boolean), let bool = scalar.bool {
            return Scalar(text: bool ? "true" : "false", style: .plain)
        }
        return Scalar(text: scalar.text, style: .plain)
    }

    var words: [String] {
        switch format {
        case .choice(let values), .choiceOrEmpty(let values): return values.map { "'\($0)'" }
        case .duration: return ["a duration such as '30s'"]
        case .port: return ["a port number"]
        default: break
        }
        var words: [String] = []
        if kinds.contains(.string) { words.append("a string") }
        if kinds.contains(.float) {
            words.append("a number")
        } else if kinds.contains(.integer) {
            words.append("a whole number")
        }
        if kinds.contains(.boolean) { words.append("true or false") }
        return words
    }
}

extension Scalar.Kind {
    fileprivate var flag: ScalarShape.Kinds {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .integer: .integer
        case .float: .float
        case .string: .string
        }
    }

    /// The kind in words, as in "…, not a number".
    var words: String {
        switch self {
        case .null: "empty"
        case .boolean: "true or false"
        case .integer, .float: "a number"
        case .string: "a string"
        }
    }
}
