/// Detects the level of a line from its format, never from words in its message.
///
/// Supported are JSON and logfmt fields; the line heads of PostgreSQL, Redis, ClamAV, glog, syslog, Python's logging, Rust's
/// tracing and env_logger, Go's slog, zap and logrus, log4j and similar; the symbols of Next.js; compilers' `error:`; and the first
/// line of an uncaught exception or panic. Colours are ignored.
package enum LevelDetector {
    /// The level of a line; nil if its format does not indicate one.
    package static func level(of line: UnsafeRawBufferPointer) -> LogLevel? {
        ColourStripper.with(line) { line in
            guard case .level(let level) = finding(in: line) else { return nil }
            return level
        }
    }

    /// The level of a line; nil if its format does not indicate one.
    package static func level(of text: String) -> LogLevel? {
        var text = text
        return text.withUTF8 { level(of: UnsafeRawBufferPointer($0)) }
    }

    /// The finding from a line's head. The line must not have colours.
    static func finding(in line: Bytes) -> LineHead.Finding? {
        let start = line.skippingBlanks(from: 0)
        guard start < line.count else { return nil }
        if line[start] == UInt8(ascii: "{") { return levelOfObject(line, at: start, depth: 0).map { .level($0) } }
        if let level = special(line, at: start) { return .level(level) }
        var head = LineHead(line, at: start)
        return head.next()
    }

    /// Whether a line whose head has no finding continues another: it is indented, or a frame or cause of a stack trace.
    /// ``LevelTracker`` also recognises the other lines within a block.
    static func looksContinued(_ line: Bytes) -> Bool {
        guard let first = line.first else { return false }
        let start = line.skippingBlanks(from: 0)
        guard start < line.count else { return true }
        if first == 0x20 || first == 0x09 { return true }
        switch line[start] {
        case UInt8(ascii: "C"):
            if line.has("Caused by:", at: start) { return true }
        case UInt8(ascii: "S"):
            if line.has("Suppressed:", at: start) { return true }
        case UInt8(ascii: "a"):
            if line.has("at ", at: start) { return true }
        case UInt8(ascii: "s"):
            if line.has("stack backtrace:", at: start) { return true }
        case UInt8(ascii: "n"):
            if line.has("note: run with `RUST_BACKTRACE", at: start) { return true }
        case UInt8(ascii: "g"):
            if line.has("goroutine ", at: start) { return true }
        case UInt8(ascii: "."):
            if line.has("... ", at: start) { return true }
        case UInt8(ascii: "D"):
            if line.has("During handling of the above exception", at: start) { return true }
        case UInt8(ascii: "T"):
            if isTraceback(line, at: start) || line.has("The above exception was the direct cause", at: start) {
                return true
            }
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
            return true
        default: break
        }
        return false
    }

    static func isTraceback(_ line: Bytes, at start: Int) -> Bool {
        line.has("Traceback (most recent call last)", at: start)
    }

    private static func levelOfObject(_ line: Bytes, at start: Int, depth: Int) -> LogLevel? {
        guard var fields = JSONFields(line, at: start) else { return nil }
        while let field = fields.next() {
            let name = line.part(field.name)
            if LineStructure.role(name) == .level, let level = LevelName.level(ofValue: line.part(field.value)) {
                return level
            }
            // The Elastic Common Schema nests it: {"log":{"level":"error"}}
            if field.kind == .nested, depth == 0, name.isName("log"),
                let level = levelOfObject(line, at: field.value.lowerBound, depth: 1)
            {
                return level
            }
        }
        return nil
    }

    /// The level of lines that have no regular head.
    private static func special(_ line: Bytes, at start: Int) -> LogLevel? {
        switch line[start] {
        case 0xE2:
            // Next.js: ⨯ ⚠ ✓ ○
            if sign("⨯", line, start) || sign("✖", line, start) || sign("✗", line, start) { return .error }
            if sign("⚠", line, start) { return .warn }
            return sign("✓", line, start) || sign("○", line, start) || sign("▲", line, start) ? .info : nil
        case UInt8(ascii: "-"):
            // Next.js before 13.5: "- error …"
            guard line.has("- ", at: start) else { return nil }
            let word = start + 2
            if line.has("error ", at: word) { return .error }
            if line.has("warn ", at: word) { return .warn }
            return line.has("ready ", at: word) || line.has("info ", at: word) ? .info : nil
        case UInt8(ascii: "n"):
            if line.has("npm ERR!", at: start) || line.has("npm error", at: start) { return .error }
            return line.has("npm WARN", at: start) || line.has("npm warn", at: start) ? .warn : nil
        case UInt8(ascii: "p"): return line.has("panic: ", at: start) ? .fatal : nil
        case UInt8(ascii: "f"): return line.has("fatal error: ", at: start) ? .fatal : nil
        case UInt8(ascii: "e"): return line.has("error[", at: start) ? .error : nil
        case UInt8(ascii: "t"): return isRustPanic(line, at: start) ? .error : nil
        case UInt8(ascii: "<"):
            // sd-daemon(3): "<3>…"; syslog: "<134>…", the facility times 8 plus the severity
            var place = start + 1
            var priority = 0
            while place < line.count, place < start + 4, line[place].isDigit {
                priority = priority * 10 + Int(line[place] - 0x30)
                place += 1
            }
            guard place > start + 1, place < line.count, line[place] == UInt8(ascii: ">") else { return nil }
            return LevelName.level(ofSeverity: UInt8(priority & 7))
        default: return nil
        }
    }

    private static func sign(_ sign: StaticString, _ line: Bytes, _ start: Int) -> Bool {
        guard line.has(sign, at: start) else { return false }
        let end = start + sign.utf8CodeUnitCount
        return end == line.count || line[end].isBlank || line[end] == 0x1B || line[end] == 0xEF
    }

    static func isRustPanic(_ line: Bytes, at start: Int) -> Bool {
        guard line.has("thread '", at: start) else { return false }
        var place = start + 8
        let limit = min(line.count, start + 160)
        while place < limit {
            if line.has("' panicked at ", at: place) || line.has(") panicked at ", at: place) { return true }
            place += 1
        }
        return false
    }
}
