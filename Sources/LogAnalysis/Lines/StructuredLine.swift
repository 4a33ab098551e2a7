/// A line that tells its fields: JSON or logfmt, read once and copied out.
package struct StructuredLine: Sendable, Hashable {
    /// What a field is for the line as a whole.
    package enum Role: Sendable, Hashable {
        case time
        case level
        case message
    }

    /// A field's value.
    package enum Value: Sendable, Hashable {
        /// A text without quotes and escapes.
        case text(String)
        /// A number, as it was written.
        case number(String)
        case bool(Bool)
        case null
        /// An object or an array, as it was written.
        case nested(String)
    }

    /// A field.
    package struct Field: Sendable, Hashable {
        /// As it was written, escapes included.
        package var name: String
        /// What it holds.
        package var value: Value
        /// Whether it is the line's time, level or message; the first that looks so is.
        package var role: Role?
    }

    /// How the fields are written.
    package var structure: LineStructure
    /// When it happened: nanoseconds since 1970; nil where no field says so. A time without an offset is taken as UTC.
    package var timeNs: Int64?
    /// How bad it is; nil where no field says so.
    package var level: LogLevel?
    /// What happened; nil where no field says so.
    package var message: String?
    /// All fields in their order, those of time, level and message as well; of a line with more, the first 256.
    package var fields: [Field]

    /// Reads a line, whose colours are passed over; nil where it is neither JSON nor logfmt as ``LineStructure``
    /// describes them.
    package init?(_ line: UnsafeRawBufferPointer) {
        guard let read = Uncoloured.with(line, { Self(uncoloured: $0) }) else { return nil }
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
        case .logfmt:
            var tokens = LogfmtFields(line, at: likely.start)
            while let token = tokens.next() { add(token, in: line) }
            guard fields.count > 1, fields.count > tokens.otherWords else { return nil }
        }
    }

    /// Reads a line; nil where it is neither JSON nor logfmt.
    package init?(_ text: String) {
        var text = text
        guard let line = text.withUTF8({ StructuredLine(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = line
    }

    private mutating func add(_ token: FieldToken, in line: Bytes) {
        guard fields.count < 256 else { return }
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

    /// The value as a person would write it: a text without quotes, anything else as JSON.
    package var text: String {
        switch self {
        case .text(let text), .number(let text), .nested(let text): text
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .null: "null"
        }
    }
}
