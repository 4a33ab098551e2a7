/// Parses the subset of XML that S3 sends: elements, text, and the five predefined and numeric references. Comments,
/// processing instructions and attributes are skipped. A document type, CDATA, deep nesting and malformed input are
/// errors, so a response cannot cause entity expansion, deep recursion or guessing.
///
/// Source: W3C, Extensible Markup Language 1.0, fifth edition. Comments below refer to its sections.
struct XMLReader {
    struct Malformed: Error, Hashable, Sendable {
        var reason: String
        /// The byte offset at which the problem was found.
        var offset: Int
    }

    /// The maximum nesting depth. S3 nests four levels deep.
    private static let depthLimit = 16

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Parses a document and returns its root element.
    static func read(_ bytes: [UInt8]) throws(Malformed) -> XMLElement {
        var reader = XMLReader(bytes)
        try reader.skipMiscellaneous()
        guard reader.take("<") else { throw reader.malformed("no root element") }
        let root = try reader.element(depth: 1)
        try reader.skipMiscellaneous()
        guard reader.position == bytes.count else { throw reader.malformed("content after the root element") }
        return root
    }

    // MARK: Elements (sections 2.8 and 3.1)

    /// Parses an element whose `<` was consumed.
    private mutating func element(depth: Int) throws(Malformed) -> XMLElement {
        guard depth <= Self.depthLimit else { throw malformed("elements nested too deeply") }
        var element = XMLElement(name: try name())
        try skipAttributes()
        if take("/>") { return element }
        guard take(">") else { throw malformed("unterminated tag") }
        var text: [UInt8] = []
        while true {
            if try skipCommentOrInstruction() { continue }
            if take("</") {
                guard try name() == element.name else { throw malformed("<\(element.name)> is not closed") }
                skipSpace()
                guard take(">") else { throw malformed("unterminated closing tag") }
                guard let valid = String(validating: text, as: UTF8.self) else { throw malformed("text is not UTF-8") }
                element.text = valid
                return element
            } else if take("<") {
                element.children.append(try self.element(depth: depth + 1))
            } else {
                try appendText(to: &text)
            }
        }
    }

    /// Appends the text up to the next `<`, which must exist.
    private mutating func appendText(to text: inout [UInt8]) throws(Malformed) {
        while let byte = current, byte != UInt8(ascii: "<") {
            position += 1
            if byte == UInt8(ascii: "&") {
                text += Array(String(Character(try reference())).utf8)
            } else {
                text.append(byte)
            }
        }
        guard current != nil else { throw malformed("ends within an element") }
    }

    /// Parses a reference whose `&` was consumed (sections 4.1 and 4.6).
    private mutating func reference() throws(Malformed) -> Unicode.Scalar {
        let start = position
        while let byte = current, byte != UInt8(ascii: ";"), position - start < 10 { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        guard take(";") else { throw malformed("unterminated reference") }
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number =
                if name.hasPrefix("#x") { UInt32(name.dropFirst(2), radix: 16) } else if name.hasPrefix("#") {
                    UInt32(name.dropFirst())
                } else { UInt32?.none }
            guard let scalar = number.flatMap(Unicode.Scalar.init) else { throw malformed("&\(name); is unknown") }
            return scalar
        }
    }

    /// Parses a name. S3 uses ASCII names only (section 2.3).
    private mutating func name() throws(Malformed) -> String {
        let start = position
        while let byte = current, Self.isNameByte(byte) { position += 1 }
        guard position > start else { throw malformed("missing name") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipAttributes() throws(Malformed) {
        skipSpace()
        while let byte = current, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") {
            _ = try name()
            skipSpace()
            guard take("=") else { throw malformed("attribute without a value") }
            skipSpace()
            let quote: StaticString = current == UInt8(ascii: "'") ? "'" : "\""
            guard take(quote) else { throw malformed("attribute value without quotes") }
            try skip(through: quote)
            skipSpace()
        }
    }

    // MARK: Skipped content (sections 2.5, 2.6 and 2.8)

    private mutating func skipMiscellaneous() throws(Malformed) {
        repeat { skipSpace() } while try skipCommentOrInstruction()
    }

    /// Skips a comment or processing instruction if one is next. Returns whether it did.
    private mutating func skipCommentOrInstruction() throws(Malformed) -> Bool {
        if take("<!--") {
            try skip(through: "-->")
        } else if take("<?") {
            try skip(through: "?>")
        } else {
            return false
        }
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    // MARK: Bytes

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Consumes `text` if it is next. Returns whether it did.
    private mutating func take(_ text: StaticString) -> Bool {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private mutating func skip(through text: StaticString) throws(Malformed) {
        while !take(text) {
            guard position < bytes.count else { throw malformed("ends without \(text)") }
            position += 1
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private func malformed(_ reason: String) -> Malformed { Malformed(reason: reason, offset: position) }
}
