/// Fields of a CSV file as `COPY … (FORMAT csv)` reads them: an empty one is NULL, `""` an empty text.
enum CSVField {
    static func append(_ value: UnsafeRawBufferPointer, to line: inout [UInt8]) {
        guard needsQuotes(value) else { return line.append(contentsOf: value) }
        let quote = UInt8(ascii: "\"")
        line.append(quote)
        for byte in value {
            if byte == quote { line.append(quote) }
            line.append(byte)
        }
        line.append(quote)
    }

    static func append(_ text: String, to line: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &line) }
    }

    private static func needsQuotes(_ value: UnsafeRawBufferPointer) -> Bool {
        if value.isEmpty { return true }
        for byte in value {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\\"):
                return true
            default: break
            }
        }
        return false
    }
}
