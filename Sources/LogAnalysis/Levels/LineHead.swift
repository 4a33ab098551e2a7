/// Reads the head of a line word by word (time, process, module) until it finds the level or the head ends.
///
/// Where the message may already have started, a word counts only if it cannot belong to the message: in capitals and set
/// off by a colon, bracket, bar or dash. So neither "no error found" nor "0 errors" has a level.
struct LineHead {
    enum Finding: Equatable {
        case level(LogLevel)
        /// A PostgreSQL line that belongs to the previous one.
        case continuation
    }

    private let line: Bytes
    private let start: Int
    private let end: Int
    private var place: Int
    /// Whether a time was read, so that this is a log line with a head.
    private var hasTime = false
    /// The number of words that are module names, or already the message.
    private var names = 0
    /// Whether the previous word was one of those.
    private var comesAfterName = false

    init(_ line: Bytes, at start: Int) {
        self.line = line
        self.start = start
        place = start
        end = min(line.count, start + 240)
    }

    mutating func next() -> Finding? {
        if let level = letterAndDate() { return .level(level) }
        if let level = redis() { return .level(level) }
        var words = 0
        while words < 24 {
            skipSeparators()
            guard place < end else { return nil }
            words += 1
            let first = line[place]
            let wordStart = place
            if first.isDigit || first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
                skipNumber()
                continue
            }
            while place < line.count, line[place].isWordPart { place += 1 }
            guard place > wordStart else {
                // Any other character that is not a separator ends the head.
                if first == UInt8(ascii: "@") || first == UInt8(ascii: "#") || first == UInt8(ascii: "*") {
                    place += 1
                    continue
                }
                return nil
            }
            if place < line.count, line[place] == UInt8(ascii: "=") { return logfmt(from: wordStart) }
            if let finding = finding(wordStart..<place) { return finding }
            guard isHeadMatter(wordStart..<place) else { return nil }
        }
        return nil
    }

    /// Skips blanks, colours, brackets, bars and dashes.
    private mutating func skipSeparators() {
        while place < end {
            switch line[place] {
            case 0x20, 0x09, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "<"), UInt8(ascii: ">"):
                place += 1
            case UInt8(ascii: "-"):
                // "-0500" is a number; "---" and "->" are not.
                if place + 1 < end, line[place + 1].isDigit { return }
                place += 1
            case 0x1B:
                guard let next = line.endOfControlSequence(at: place) else { return }
                place = next
            default: return
            }
        }
    }

    /// Skips a number, date or time.
    private mutating func skipNumber() {
        var digitsAround = false
        var last: UInt8 = 0
        place += 1
        while place < end {
            let byte = line[place]
            guard
                byte.isWordPart || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "+")
            else { break }
            if byte.isDigit, last == UInt8(ascii: ":") || last == UInt8(ascii: "-") || last == UInt8(ascii: "/") {
                digitsAround = true
            }
            last = byte
            place += 1
        }
        if digitsAround { hasTime = true }
        comesAfterName = false
    }

    private func finding(_ word: Range<Int>) -> Finding? {
        let name = line.part(word)
        guard name.count <= 11 else { return exception(word) }
        let before = word.lowerBound > start ? line[word.lowerBound - 1] : 0
        let after = word.upperBound < line.count ? line[word.upperBound] : 0
        if after == UInt8(ascii: ":"), let finding = postgres(name) { return finding }
        guard let level = LevelName.level(name) else { return exception(word) }
        // logrus puts the seconds since the start behind the level: "ERRO[0012] …".
        if word.lowerBound == start, name[0].isUpper, isNumberInBrackets(at: word.upperBound) { return .level(level) }
        guard isEnd(after) else { return nil }
        let isInBrackets = isBracketed(word, before: before)

        let isCapital = name[0].isUpper && name[name.count - 1].isUpper
        if isInBrackets { return names == 0 || hasTime || isCapital ? .level(level) : nil }
        let isSetOff =
            after == UInt8(ascii: ":") || after == UInt8(ascii: "|") || after == 0x09 || after == UInt8(ascii: "]")
            || isDash(at: word.upperBound)
        if names == 0 { return isCapital || isSetOff && (after != UInt8(ascii: "]")) ? .level(level) : nil }
        // After a name: "… - app.module - ERROR - …", "host app[1]: ERROR: …", and after a time "… app.module ERROR …".
        let isFirstAfterDottedName = hasTime && names == 1 && !comesAfterName
        return isCapital && (isSetOff || isFirstAfterDottedName) ? .level(level) : nil
    }

    /// Severities that only PostgreSQL uses, and its continuation lines.
    private func postgres(_ name: Bytes) -> Finding? {
        switch name[0] {
        case UInt8(ascii: "L"):
            if name.has("LOG", at: 0), name.count == 3 { return .level(.info) }
            return name.isName("location") && hasTime ? .continuation : nil
        case UInt8(ascii: "D"):
            if name.has("DETAIL", at: 0), name.count == 6 { return .continuation }
            let isDebug = name.has("DEBUG", at: 0) && name.count == 6 && (0x31...0x35).contains(name[5])
            return isDebug ? .level(.debug) : nil
        case UInt8(ascii: "H"): return name.has("HINT", at: 0) && name.count == 4 ? .continuation : nil
        case UInt8(ascii: "C"): return name.has("CONTEXT", at: 0) && name.count == 7 ? .continuation : nil
        case UInt8(ascii: "S"): return name.has("STATEMENT", at: 0) && name.count == 9 ? .continuation : nil
        case UInt8(ascii: "Q"): return name.has("QUERY", at: 0) && name.count == 5 ? .continuation : nil
        default: return nil
        }
    }

    /// The first line of an uncaught exception: "TypeError: …", "IllegalStateException: …".
    private func exception(_ word: Range<Int>) -> Finding? {
        guard word.lowerBound == start, line[start].isUpper, word.upperBound < line.count,
            line[word.upperBound] == UInt8(ascii: ":")
        else { return nil }
        let name = line.part(word)
        return name.count > 5 && name.has("Error", at: name.count - 5)
            || name.count > 9 && name.has("Exception", at: name.count - 9) ? .level(.error) : nil
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, 0x20, 0x09, 0x0D, 0x1B, UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: ">"),
            UInt8(ascii: "|"), UInt8(ascii: ","):
            true
        default: false
        }
    }

    private func isNumberInBrackets(at place: Int) -> Bool {
        guard line.has("[", at: place) else { return false }
        var last = place + 1
        while last < end, line[last].isDigit { last += 1 }
        return last > place + 1 && line.has("]", at: last)
    }

    private func isDash(at place: Int) -> Bool { line.has(" - ", at: place) || line.has(" | ", at: place) }

    /// Whether a word is alone in brackets, apart from trailing blanks: `[error]`, `[INFO ]`, `<error>`, `(warn)`.
    private func isBracketed(_ word: Range<Int>, before: UInt8) -> Bool {
        let close: UInt8
        switch before {
        case UInt8(ascii: "["): close = UInt8(ascii: "]")
        case UInt8(ascii: "<"): close = UInt8(ascii: ">")
        case UInt8(ascii: "("): close = UInt8(ascii: ")")
        default: return false
        }
        var place = word.upperBound
        while place < end, line[place] == 0x20 { place += 1 }
        return place < end && line[place] == close
    }

    /// Whether a word that is not a level may precede one; counts it.
    private mutating func isHeadMatter(_ word: Range<Int>) -> Bool {
        if isCalendarWord(line.part(word)) { return true }
        // The rest of a name: "app.module::part[12]", "user@database", "com/acme"
        var isPlain = true
        while place < end {
            let byte = line[place]
            guard
                byte.isWordPart || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "/")
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "$")
            else { break }
            if !byte.isWordPart { isPlain = false }
            place += 1
        }
        let isInBrackets = word.lowerBound > start && line[word.lowerBound - 1] == UInt8(ascii: "[")
        names += isInBrackets && hasTime ? 0 : 1
        comesAfterName = isPlain && !isDash(at: place) && names > 0
        return names <= (hasTime ? 4 : 1)
    }

    private func isCalendarWord(_ word: Bytes) -> Bool {
        guard word.count == 3, word[0].isUpper else { return word.count <= 2 && word[0].isUpper }
        let packed = UInt32(word[0]) << 16 | UInt32(word[1]) << 8 | UInt32(word[2])
        return Self.calendarWords.contains(packed)
    }

    private static let calendarWords: [UInt32] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        .map(packed)
        + ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "UTC", "GMT", "CET", "EST", "PST", "EDT"]
        .map(packed)

    private static func packed(_ word: String) -> UInt32 { word.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

    /// glog: "E0102 15:04:05" and "I20261124 07:09:02".
    private func letterAndDate() -> LogLevel? {
        guard line.count - start > 14, let level = LevelName.level(ofLetter: line[start]) else { return nil }
        var place = start + 1
        while place < end, line[place].isDigit { place += 1 }
        let digits = place - start - 1
        guard digits == 4 || digits == 8, place + 3 < end, line[place] == 0x20, line[place + 1].isDigit,
            line[place + 2].isDigit, line[place + 3] == UInt8(ascii: ":")
        else { return nil }
        return level
    }

    /// Redis: the sign after the time in "24442:M 24 Nov 2026 06:05:03.740 # …".
    private func redis() -> LogLevel? {
        var place = start
        while place < end, line[place].isDigit { place += 1 }
        guard place > start, place + 27 < line.count, line[place] == UInt8(ascii: ":"), line[place + 1].isUpper,
            line[place + 2] == 0x20, line[place + 3].isDigit
        else { return nil }
        // "24 Nov 2026 06:05:03.740"
        let sign = place + 3 + 24 + 1
        guard sign + 1 < line.count, line[sign - 1] == 0x20, line[sign + 1] == 0x20 else { return nil }
        switch line[sign] {
        case UInt8(ascii: "."), UInt8(ascii: "-"): return .debug
        case UInt8(ascii: "*"): return .info
        case UInt8(ascii: "#"): return .warn
        default: return nil
        }
    }

    /// The level among the `key=value` pairs from `place` on.
    private func logfmt(from place: Int) -> Finding? {
        var fields = LogfmtFields(line, at: place)
        while let field = fields.next() {
            guard fields.otherWords < 16 else { return nil }
            if LineStructure.role(line.part(field.name)) == .level,
                let level = LevelName.level(ofValue: line.part(field.value))
            {
                return .level(level)
            }
        }
        return nil
    }
}
