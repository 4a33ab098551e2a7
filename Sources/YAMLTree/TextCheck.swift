package import Diagnostics

/// Validates the bytes of a text file before parsing.
package struct TextCheck {
    /// A byte that is not allowed in a text file.
    package struct Problem: Error {
        package var code: Diagnostic.Code
        package var message: String
        package var hint: String?
        /// Counted from 1, like the column.
        package var line: Int
        package var column: Int
    }

    /// Returns the text without its byte order mark.
    ///
    /// - Throws: The first NUL, control character or byte that is not UTF-8.
    package static func text(of bytes: [UInt8]) throws(Problem) -> ArraySlice<UInt8> {
        if let encoding = wideEncoding(of: bytes) {
            throw notUTF8("the file is \(encoding)", line: 1, column: 1)
        }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let bad = firstControl(in: body) { throw control(body[bad], at: bad, in: body) }
        // The standard library's validation is fast; invalid text is decoded again only to find the position.
        if String(validating: body, as: UTF8.self) == nil { throw invalid(in: body) }
        return body
    }

    /// Returns UTF-16 or UTF-32, recognized by the byte order mark or by the NUL bytes around an ASCII character.
    private static func wideEncoding(of bytes: [UInt8]) -> String? {
        let start = bytes.prefix(4) + Array(repeating: 1, count: max(0, 4 - bytes.count))
        switch (start[0], start[1], start[2], start[3]) {
        case (0xFF, 0xFE, 0, 0), (0, 0, 0xFE, 0xFF), (1..., 0, 0, 0), (0, 0, 0, 1...): return "UTF-32"
        case (0xFF, 0xFE, _, _), (0xFE, 0xFF, _, _), (1..., 0, 1..., 0), (0, 1..., 0, 1...): return "UTF-16"
        default: return nil
        }
    }

    private static func firstControl(in body: ArraySlice<UInt8>) -> Int? {
        body.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                let byte = buffer[index]
                if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { return body.startIndex + index }
                if byte == 0x7F { return body.startIndex + index }
                index += 1
            }
            return nil
        }
    }

    private static func control(_ byte: UInt8, at index: Int, in body: ArraySlice<UInt8>) -> Problem {
        let place = place(of: index, in: body)
        let name = byte == 0 ? "a NUL byte" : "the control character 0x\(String(byte, radix: 16, uppercase: true))"
        return Problem(
            code: byte == 0 ? "nul-byte" : "control-character",
            message: "the file contains \(name)",
            hint: byte == 0 ? "is this a text file?" : nil,
            line: place.line,
            column: place.column
        )
    }

    private static func invalid(in body: ArraySlice<UInt8>) -> Problem {
        var decoder = UTF8()
        var iterator = body.makeIterator()
        var line = 1
        var column = 1
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue("\n"): (line, column) = (line + 1, 1)
            case .scalarValue: column += 1
            case .emptyInput, .error: break decoding
            }
        }
        return notUTF8("the file is not UTF-8", line: line, column: column)
    }

    private static func notUTF8(_ message: String, line: Int, column: Int) -> Problem {
        Problem(code: "invalid-utf8", message: message, hint: "save it as UTF-8", line: line, column: column)
    }

    private static func place(of index: Int, in body: ArraySlice<UInt8>) -> (line: Int, column: Int) {
        let before = body[..<index]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? body.startIndex
        // Continuation bytes do not count as characters.
        return (line, before[start...].count { $0 & 0xC0 != 0x80 } + 1)
    }
}
