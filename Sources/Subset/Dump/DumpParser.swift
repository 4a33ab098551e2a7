/// Splits a plain dump of pg_dump into statements and rows, as its bytes arrive.
///
/// psql is not used, since a dump may contain its commands, such as `\!`, which runs programs. `\restrict` and
/// `\unrestrict`, which newer versions of pg_dump write around a dump for that reason, are skipped; any other is refused.
/// Memory does not depend on the length of rows.
///
/// Source: PostgreSQL 16, 4.1, Lexical Structure; 36.14.2 on bodies that begin with `BEGIN ATOMIC`.
package struct DumpParser: Sendable {
    private enum State: Hashable, Sendable {
        case statement
        case singleQuoted
        case doubleQuoted
        case dollarQuoted(tag: [UInt8])
        case lineComment
        case blockComment
        /// One of psql's commands, up to the end of the line.
        case command
        /// The rest of the line with a `COPY`.
        case endOfCopy
        case rows
    }

    /// The longest statement, in bytes: a function is long, an INSERT with a document longer.
    private static let longest = 256 << 20
    /// The comment at the very end.
    private static let trailer = " PostgreSQL database dump complete"

    private var state = State.statement
    private var statement: [UInt8] = []
    private var isBlank = true
    private var last: UInt8 = 0
    /// The beginning of what may become a dollar-quoted text.
    private var tag: [UInt8]?
    /// The current word, and the depth of blocks of a body in SQL.
    private var word: [UInt8] = []
    private var isAfterBegin = false
    private var depth = 0
    private var comment: [UInt8] = []
    private var hasTrailer = false
    /// The beginning of a row that may be the line that ends the rows.
    private var held: [UInt8] = []
    private var isAtRow = true

    package init() {}

    /// Takes the next bytes of the file, and passes on what is complete.
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ found: (DumpPiece) throws -> Void
    ) throws {
        var index = 0
        while index < bytes.count {
            if state == .rows {
                index = try readRows(bytes, from: index, found)
            } else {
                try advance(bytes[index], found)
                index += 1
            }
        }
        guard statement.count < Self.longest else { throw DumpProblem("a statement of the dump is too long") }
    }

    /// Ends the file.
    /// - Throws: ``DumpProblem`` if the dump is not complete.
    package mutating func end() throws(DumpProblem) {
        if state == .lineComment { endComment() }
        guard state == .statement, isBlank, hasTrailer else {
            throw DumpProblem("the dump is not complete: it ends before its last line", remedy: "dump it again")
        }
    }

    // MARK: Rows

    private static let endMark = Array("\\.\n".utf8)

    /// Reads rows up to the end of the bytes, or to the line that ends them. Returns the place that it has reached.
    private mutating func readRows(
        _ bytes: UnsafeRawBufferPointer,
        from start: Int,
        _ found: (DumpPiece) throws -> Void
    ) throws -> Int {
        var index = start
        var rows: [UInt8] = []
        rows.reserveCapacity(bytes.count - start + held.count)
        while index < bytes.count {
            guard isAtRow else {
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
                rows.append(contentsOf: bytes[index..<(end ?? bytes.count)])
                isAtRow = end != nil
                index = end ?? bytes.count
                continue
            }
            held.append(bytes[index])
            index += 1
            if Self.endMark == held {
                held.removeAll(keepingCapacity: true)
                if !rows.isEmpty { try found(.rows(rows)) }
                try found(.endOfRows)
                state = .statement
                return index
            }
            guard !Self.endMark.starts(with: held) else { continue }
            isAtRow = held.last == UInt8(ascii: "\n")
            rows += held
            held.removeAll(keepingCapacity: true)
        }
        if !rows.isEmpty { try found(.rows(rows)) }
        return index
    }

    // MARK: Statements

    private mutating func advance(_ byte: UInt8, _ found: (DumpPiece) throws -> Void) throws {
        defer { last = byte }
        let isNewline = byte == UInt8(ascii: "\n")
        switch state {
        case .statement: try advanceStatement(byte, found)
        case .singleQuoted: close(byte, UInt8(ascii: "'"))
        case .doubleQuoted: close(byte, UInt8(ascii: "\""))
        case .dollarQuoted(let tag):
            statement.append(byte)
            if byte == UInt8(ascii: "$"), statement.suffix(tag.count).elementsEqual(tag) { state = .statement }
        case .lineComment: if isNewline { endComment() } else if comment.count < 100 { comment.append(byte) }
        case .blockComment: if byte == UInt8(ascii: "/"), last == UInt8(ascii: "*") { state = .statement }
        case .command: if isNewline { try endCommand() } else { statement.append(byte) }
        case .endOfCopy: if isNewline { (state, isAtRow) = (.rows, true) }
        case .rows: break
        }
    }

    private mutating func close(_ byte: UInt8, _ quote: UInt8) {
        statement.append(byte)
        if byte == quote { state = .statement }
    }

    private mutating func advanceStatement(_ byte: UInt8, _ found: (DumpPiece) throws -> Void) throws {
        if var open = tag {
            open.append(byte)
            tag = Self.isWord(byte) ? open : nil
            if byte == UInt8(ascii: "$") {
                statement.append(byte)
                state = .dollarQuoted(tag: open)
                return
            }
        }
        countBlocks(byte)
        switch byte {
        case UInt8(ascii: "\\") where isBlank: state = .command
        case UInt8(ascii: "'"): state = .singleQuoted
        case UInt8(ascii: "\""): state = .doubleQuoted
        case UInt8(ascii: "-") where last == byte: return begin(.lineComment)
        case UInt8(ascii: "*") where last == UInt8(ascii: "/"): return begin(.blockComment)
        // A dollar sign inside a name begins no text.
        case UInt8(ascii: "$") where !Self.isWord(last): tag = [byte]
        case UInt8(ascii: ";") where depth == 0: return try endStatement(found)
        default: break
        }
        if byte > UInt8(ascii: " ") { isBlank = false }
        statement.append(byte)
    }

    /// Begins a comment, whose first character is the statement's last.
    private mutating func begin(_ comment: State) {
        statement.removeLast()
        isBlank = statement.allSatisfy { $0 <= UInt8(ascii: " ") }
        state = comment
    }

    /// Counts the blocks of a body in SQL, whose semicolons do not end the statement.
    private mutating func countBlocks(_ byte: UInt8) {
        if Self.isWord(byte) { return word.append(byte | 0x20) }
        guard !word.isEmpty else { return }
        if isAfterBegin && word.elementsEqual("atomic".utf8) || depth > 0 && word.elementsEqual("case".utf8) {
            depth += 1
        }
        if depth > 0, word.elementsEqual("end".utf8) { depth -= 1 }
        isAfterBegin = word.elementsEqual("begin".utf8)
        word.removeAll(keepingCapacity: true)
    }

    private mutating func takeStatement() -> String {
        defer {
            statement.removeAll(keepingCapacity: true)
            isBlank = true
        }
        return String(decoding: statement.drop { $0 <= UInt8(ascii: " ") }, as: UTF8.self)
    }

    private mutating func endStatement(_ found: (DumpPiece) throws -> Void) throws {
        let text = takeStatement()
        guard text.hasPrefix("COPY "), text.hasSuffix(" FROM stdin") else {
            return text.isEmpty ? () : try found(.statement(text))
        }
        try found(.copy(text))
        state = .endOfCopy
    }

    private mutating func endComment() {
        if comment.elementsEqual(Self.trailer.utf8) { hasTrailer = true }
        comment.removeAll(keepingCapacity: true)
        state = .statement
    }

    private mutating func endCommand() throws {
        let text = takeStatement()
        state = .statement
        let name = text.split(separator: " ").first.map(String.init) ?? text
        guard ["\\restrict", "\\unrestrict"].contains(name) else {
            throw DumpProblem(
                "the dump contains psql's command \(name.prefix(20)), which is not run",
                remedy: "dump one database: pg_dump -Fc"
            )
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
