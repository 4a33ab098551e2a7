/// Parses the text of a ``FieldExpression``.
struct FieldExpressionParser {
    struct Result {
        var names: [String] = []
        /// `!` before the field.
        var isNegated = false
        /// The operator, the unquoted value, and the byte offset of the value.
        var comparison: (sign: FieldExpression.Operator, value: String, place: Int)?
    }

    private static let example = "such as .status>=500, .user.name=\"Ann\", .error or !.error"

    private let text: String
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(FilterError) -> Result {
        var result = Result()
        skipSpace()
        if peek() == UInt8(ascii: "!"), peek(1) != UInt8(ascii: "=") {
            result.isNegated = true
            place += 1
        }
        guard peek() == UInt8(ascii: ".") else { throw error("a field must start with a dot", hint: Self.example) }
        result.names = try names()
        skipSpace()
        guard place < bytes.count else { return result }
        if result.isNegated { throw error("a negated field takes no value", hint: "use != or !~ instead") }
        guard let sign = sign() else {
            throw error("expected a comparison operator", hint: "use one of = != < <= > >= ~ !~")
        }
        skipSpace()
        let start = place
        result.comparison = (sign, try value(), start)
        return result
    }

    private func peek(_ ahead: Int = 0) -> UInt8? { place + ahead < bytes.count ? bytes[place + ahead] : nil }

    private mutating func skipSpace() {
        while peek() == 0x20 { place += 1 }
    }

    private mutating func names() throws(FilterError) -> [String] {
        var names: [String] = []
        while let byte = peek(), byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") {
            if byte == UInt8(ascii: ".") { place += 1 }
            if peek() == UInt8(ascii: "[") {
                names.append(try quotedName())
            } else {
                let start = place
                while let byte = peek(), byte.isWordPart || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@") {
                    place += 1
                }
                guard place > start else { throw error("missing field name", hint: Self.example) }
                names.append(String(decoding: bytes[start..<place], as: UTF8.self))
            }
        }
        return names
    }

    /// `["name"]`
    private mutating func quotedName() throws(FilterError) -> String {
        place += 1
        guard peek() == UInt8(ascii: "\"") else { throw error("expected a quoted name", hint: #"such as ["a.b"]"#) }
        let name = try quoted()
        guard peek() == UInt8(ascii: "]") else { throw error("missing ]", hint: #"such as ["a.b"]"#) }
        place += 1
        return name
    }

    private mutating func quoted() throws(FilterError) -> String {
        let start = place
        var inner: [UInt8] = []
        place += 1
        while let byte = peek() {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: inner, as: UTF8.self)
            case UInt8(ascii: "\\"):
                if let escaped = peek() {
                    // Only \" and \\ are escapes. Other backslashes stay, for regular expressions.
                    if escaped != UInt8(ascii: "\""), escaped != UInt8(ascii: "\\") { inner.append(byte) }
                    inner.append(escaped)
                    place += 1
                }
            default: inner.append(byte)
            }
        }
        place = start
        throw error("unterminated quote")
    }

    private mutating func sign() -> FieldExpression.Operator? {
        let two = String(decoding: bytes[place..<min(place + 2, bytes.count)], as: UTF8.self)
        if two == "==" {
            place += 2
            return .equal
        }
        for length in [2, 1] where place + length <= bytes.count {
            let sign = String(decoding: bytes[place..<place + length], as: UTF8.self)
            if let found = FieldExpression.Operator(rawValue: sign) {
                place += length
                return found
            }
        }
        return nil
    }

    private mutating func value() throws(FilterError) -> String {
        guard peek() == UInt8(ascii: "\"") else {
            guard place < bytes.count else { throw error("missing value", hint: Self.example) }
            defer { place = bytes.count }
            var end = bytes.count
            while end > place, bytes[end - 1] == 0x20 { end -= 1 }
            return String(decoding: bytes[place..<end], as: UTF8.self)
        }
        let value = try quoted()
        skipSpace()
        guard place == bytes.count else { throw error("unexpected text after the value") }
        return value
    }

    private func error(_ message: String, hint: String? = nil) -> FilterError {
        FilterError(text, at: place, message, hint: hint)
    }
}
