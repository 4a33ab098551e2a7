import Diagnostics
import OrderedCollections
import YAMLTree

/// Parses `.env` files by Compose's rules.
///
/// A statement is `KEY=value` or `KEY: value`, with or without `export`. `#` starts a comment at the start of a line or
/// after a space inside a value. Single-quoted values are literal. Double-quoted values expand escapes and variables. Both can span
/// lines. Unquoted values expand variables. A key without a value takes the environment's value. Source: Docker's
/// documentation, "Set environment variables: `.env` file syntax", and compose-go's `dotenv`.
struct EnvFileParser {
    /// A problem and its position, line and column from 1.
    struct Problem: Hashable {
        var code: Diagnostic.Code
        var message: String
        var hint: String?
        var line: Int
        var column: Int
        var length: Int = 1
    }

    /// The largest number of problems reported.
    private static let problemLimit = 1000

    /// The variables that the file sets, in file order.
    private(set) var variables: OrderedDictionary<String, String> = [:]
    private(set) var problems: [Problem] = []
    /// References to variables that are not set.
    private(set) var unset: [Problem] = []

    private let outer: (String) -> String?
    private let earlier: (String) -> String?
    private var text: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var budget = Interpolator.totalLimit

    /// - Parameters:
    ///   - outer: Looks up the environment, which takes precedence over the file where a value uses a variable.
    ///   - earlier: Looks up the variables of earlier files, as a fallback for those that this file has not set yet.
    init(
        _ text: ArraySlice<UInt8>,
        outer: @escaping (String) -> String?,
        earlier: @escaping (String) -> String? = { _ in nil }
    ) {
        // Normalizes CRLF to LF.
        var previous: UInt8 = 0
        self.text = []
        self.text.reserveCapacity(text.count)
        for byte in text {
            if byte == UInt8(ascii: "\n"), previous == UInt8(ascii: "\r") { self.text.removeLast() }
            self.text.append(byte)
            previous = byte
        }
        self.outer = outer
        self.earlier = earlier
    }

    mutating func parse() {
        while skipBlank(), problems.count < Self.problemLimit {
            let start = index
            if !statement() { skipLine() }
            // Every iteration consumes at least one character, whatever the input.
            if index == start { index += 1 }
        }
    }

    // MARK: Statements

    /// Parses one statement; false if the rest of the line is invalid and must be skipped.
    private mutating func statement() -> Bool {
        skipExport()
        let start = index
        while index < text.count, isKeyByte(text[index]) { index += 1 }
        let key = String(decoding: text[start..<index], as: UTF8.self)
        guard !key.isEmpty else {
            return fail("expected the name of a variable", from: index, hint: "write NAME=value")
        }
        skipSpaces()
        guard index < text.count, text[index] != UInt8(ascii: "\n"), text[index] != UInt8(ascii: "#") else {
            if let value = outer(key) { variables[key] = value }
            return true
        }
        guard text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: ":") else {
            let hint =
                text[index - 1] == UInt8(ascii: " ") ? "a name cannot contain spaces" : "use letters, digits and '_'"
            return fail("the name is not followed by '='", from: index, hint: hint)
        }
        index += 1
        skipSpaces()
        guard let value = value(of: key) else { return false }
        variables[key] = value
        return true
    }

    private mutating func value(of key: String) -> String? {
        guard index < text.count else { return "" }
        switch text[index] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return quoted(by: text[index])
        default: return unquoted()
        }
    }

    private mutating func unquoted() -> String? {
        let start = index
        let end = text[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
        var stop = end
        for position in start..<end where text[position] == UInt8(ascii: "#") {
            guard position > start, text[position - 1] == UInt8(ascii: " ") else { continue }
            stop = position
            break
        }
        while stop > start, isSpace(text[stop - 1]) { stop -= 1 }
        index = end
        return expand(String(decoding: text[start..<stop], as: UTF8.self), from: start, isVerbatim: true)
    }

    private mutating func quoted(by quote: UInt8) -> String? {
        let (start, startLine, startLineStart) = (index, line, lineStart)
        var bytes: [UInt8] = []
        index += 1
        while index < text.count, text[index] != quote {
            if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
                append(escaped: text[index + 1], quote: quote, to: &bytes)
                index += 1
            } else {
                bytes.append(text[index])
            }
            if text[index] == UInt8(ascii: "\n") { newLine() }
            index += 1
        }
        guard index < text.count else {
            (index, line, lineStart) = (start, startLine, startLineStart)
            return fail("the quote is never closed", from: start) ? "" : nil
        }
        index += 1
        let verbatim = bytes.count == index - start - 2
        let value = String(decoding: bytes, as: UTF8.self)
        guard restIsBlank() else { return fail("text follows the closing quote", from: index) ? "" : nil }
        guard quote == UInt8(ascii: "\"") else { return value }
        return expand(value, from: start + 1, isVerbatim: verbatim && line == startLine, line: startLine)
    }

    /// Appends an escaped character. In single quotes only `\'` is an escape. In double quotes `\$` becomes `$$`, which
    /// interpolation turns back into `$`.
    private func append(escaped byte: UInt8, quote: UInt8, to bytes: inout [UInt8]) {
        if byte == quote { return bytes.append(byte) }
        guard quote == UInt8(ascii: "\"") else { return bytes.append(contentsOf: [UInt8(ascii: "\\"), byte]) }
        switch byte {
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "a"): bytes.append(0x07)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "v"): bytes.append(0x0B)
        case UInt8(ascii: "\\"): bytes.append(byte)
        case UInt8(ascii: "$"): bytes.append(contentsOf: [byte, byte])
        default: bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        }
    }

    // MARK: Variables

    private mutating func expand(_ value: String, from start: Int, isVerbatim: Bool, line: Int? = nil) -> String? {
        guard value.utf8.contains(UInt8(ascii: "$")) else { return value }
        let (variables, outer, earlier) = (variables, outer, earlier)
        var interpolator = Interpolator { outer($0) ?? variables[$0] ?? earlier($0) }
        func problem(_ code: Diagnostic.Code, _ message: String, _ offset: Int, _ length: Int) -> Problem {
            let column = isVerbatim ? column(of: start) + offset : 1
            return Problem(code: code, message: message, line: line ?? self.line, column: column, length: length)
        }
        do {
            let result = try interpolator.expand(value)
            budget -= result.utf8.count
            guard budget > 0 else { return fail("the values are too long when expanded", from: start) ? "" : nil }
            for name in interpolator.unset where unset.count < Self.problemLimit {
                let message = "the variable \(name.name.quoted) is not set; using an empty value"
                unset.append(problem("unset-variable", message, name.offset, name.length))
            }
            return result
        } catch {
            var found = problem(error.code, error.message, error.offset, error.length)
            found.hint = error.hint
            problems.append(found)
            return ""
        }
    }

    // MARK: Characters

    /// Skips blank lines and comments; false at the end of the file.
    private mutating func skipBlank() -> Bool {
        while index < text.count {
            if text[index] == UInt8(ascii: "\n") {
                newLine()
                index += 1
            } else if isSpace(text[index]) {
                index += 1
            } else if text[index] == UInt8(ascii: "#") {
                skipLine()
            } else {
                return true
            }
        }
        return false
    }

    private mutating func skipExport() {
        let word = Array("export".utf8)
        guard text[index...].starts(with: word), index + word.count < text.count else { return }
        guard isSpace(text[index + word.count]) else { return }
        index += word.count
        skipSpaces()
    }

    private mutating func skipSpaces() {
        while index < text.count, isSpace(text[index]) { index += 1 }
    }

    private mutating func skipLine() {
        index = text[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    }

    private mutating func restIsBlank() -> Bool {
        skipSpaces()
        guard index < text.count, text[index] != UInt8(ascii: "\n") else { return true }
        guard text[index] == UInt8(ascii: "#") else { return false }
        skipLine()
        return true
    }

    private mutating func newLine() {
        line += 1
        lineStart = index + 1
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default: "_.-[]".utf8.contains(byte)
        }
    }

    private func column(of index: Int) -> Int {
        text[lineStart..<max(lineStart, index)].count { $0 & 0xC0 != 0x80 } + 1
    }

    /// Records a problem. Always returns false, so that callers can return the result.
    private mutating func fail(_ message: String, from index: Int, hint: String? = nil) -> Bool {
        problems.append(
            Problem(code: "bad-env-line", message: message, hint: hint, line: line, column: column(of: index))
        )
        return false
    }
}
