import FoundationEssentials

/// How a body is encoded. Source: RFC 2045, section 6.
enum MIMEEncoding {
    case identity
    case quotedPrintable
    case base64

    /// - Parameter name: The value of `Content-Transfer-Encoding`.
    init(name: String) {
        switch name.trimmed.lowercased() {
        case "quoted-printable": self = .quotedPrintable
        case "base64": self = .base64
        default: self = .identity
        }
    }

    /// Returns the decoded bytes. Keeps what is not encoded correctly.
    func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .identity: Array(bytes)
        case .quotedPrintable: Self.decodeQuoted(bytes)
        case .base64:
            Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters).map { Array($0) } ?? Array(bytes)
        }
    }

    private static func decodeQuoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while var line = rest.popLine() {
            // Blanks at the end are added by transport.
            while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
            let isContinued = line.last == UInt8(ascii: "=")
            if isContinued { line.removeLast() }
            result += HexEscapes.decode(line, introducer: UInt8(ascii: "="))
            if !isContinued, !rest.isEmpty || bytes.last == UInt8(ascii: "\n") { result.append(UInt8(ascii: "\n")) }
        }
        return result
    }
}

/// Bytes written as an introducer and two hexadecimal digits.
enum HexEscapes {
    /// Keeps an introducer without digits.
    static func decode(_ bytes: ArraySlice<UInt8>, introducer: UInt8) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if byte == introducer, digits.count == 2 {
                result.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
