/// The parsed copy of a line with fields, in JSON or logfmt.
package struct StructuredLine: Sendable, Hashable {
    /// The role of a field in its line.
    package enum Role: Sendable, Hashable {
        case time
        case level
        case message
    }

    /// A field's value.
    package enum Value: Sendable, Hashable {
        /// A string, without quotes and with escapes resolved.
        case text(String)
        /// The source text of a number.
        case number(String)
        case bool(Bool)
        case null
        /// The source text of an object or an array.
        case nested(String)
    }

    /// A field of the line.
    package struct Field: Sendable, Hashable {
        /// The name in the line, including escapes.
        package var name: String
        package var value: Value
        /// The role, which the first suitable field gets.
        package var role: Role?
    }

    private static let mostFields = 256

    package var structure: LineStructure
    /// The time in the line: nanoseconds since 1970. A time without an offset is interpreted as UTC.
    package var timeNs: Int64?
    package var level: LogLevel?
    package var message: String?
    /// The first 256 fields in their order, including time, level and message.
    package var fields: [Field]

    /// Parses a line, ignoring colours; nil if it is neither JSON nor logfmt as ``LineStructure`` defines them.
    package init?(_ line: UnsafeRawBufferPointer) {
        guard let read = ColourStripper.with(line, { Self(uncoloured: $0) }) else { return nil }
        self = read
    }

    private init?(uncoloured line: Bytes) {
        guard let likely = LineStructure.likely(line) else { return nil }
        structure = likely.structure
        fields = []
        switch likely.structure {
        case .json:
            guard var tokens = JSONFields(line, at: likely.start) else { return nil }
            while let token = tokens.next() { add(token, in: line) }
            guard tokens.isComplete, line.skippingBlanks(from: tokens.end) == line.count else { return nil }
            if message == nil { takeNestedMessage() }
        case .logfmt:
            var tokens = LogfmtFields(line, at: likely.start)
            while let token = tokens.next() { add(token, in: line) }
            guard fields.count > 1, fields.count > tokens.otherWords else { return nil }
        }
    }

    /// Takes the message out of the object `fields`, and lists its other fields in its place, as `fields.user` and the like.
    /// Source: tracing_subscriber::fmt::format::Json, the format of Rust's tracing, without `flatten_event`.
    private mutating func takeNestedMessage() {
        guard let place = fields.firstIndex(where: { $0.name == "fields" }),
            case .nested(var text) = fields[place].value
        else { return }
        var inner: [Field] = []
        text.withUTF8 { bytes in
            let object = Bytes(bytes)
            guard var tokens = JSONFields(object, at: 0) else { return }
            while let token = tokens.next() {
                let value = Value(token, in: object)
                let isMessage = message == nil && object.part(token.name).isName("message")
                if isMessage, case .text(let text) = value { message = text }
                inner.append(
                    Field(
                        name: "fields.\(object.text(token.name))",
                        value: value,
                        role: isMessage && message != nil ? .message : nil
                    )
                )
            }
        }
        guard message != nil else { return }
        fields.replaceSubrange(place...place, with: inner)
        fields.removeSubrange(min(fields.count, Self.mostFields)...)
    }

    /// Parses a line; nil if it is neither JSON nor logfmt.
    package init?(_ text: String) {
        var text = text
        guard let line = text.withUTF8({ StructuredLine(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = line
    }

    private mutating func add(_ token: FieldToken, in line: Bytes) {
        guard fields.count < Self.mostFields else { return }
        let value = Value(token, in: line)
        var role = LineStructure.role(line.part(token.name))
        switch role {
        case .time where timeNs == nil:
            timeNs = LineTime.nanoseconds(line.part(token.value))
            if timeNs == nil { role = nil }
        case .level where level == nil:
            level = LevelName.level(ofValue: line.part(token.value))
            if level == nil { role = nil }
        case .message where message == nil:
            if case .text(let text) = value { message = text } else { role = nil }
        default: role = nil
        }
        fields.append(Field(name: line.text(token.name), value: value, role: role))
    }
}

extension StructuredLine.Value {
    init(_ token: FieldToken, in line: Bytes) {
        switch token.kind {
        case .text: self = .text(token.text(in: line))
        case .number: self = .number(line.text(token.value))
        case .bool: self = .bool(line[token.value.lowerBound] == UInt8(ascii: "t"))
        case .null: self = .null
        case .nested: self = .nested(line.text(token.value))
        }
    }

    /// The value for display: a string without quotes, anything else as JSON.
    package var text: String {
        switch self {
        case .text(let text), .number(let text), .nested(let text): text
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .null: "null"
        }
    }
}
