/// Finds secrets by their context: after keys, in URLs, in headers.
enum ContextualSecrets {
    /// The value after the `:`, `=` or blank at `place`, if it is a secret.
    static func range(at place: Int, in line: Bytes, weak: Set<[UInt8]>) -> Range<Int>? {
        switch line[place] {
        case UInt8(ascii: "="): return assigned(at: place, in: line)
        case UInt8(ascii: ":"):
            if line.has("://", at: place) { return password(of: place + 3, in: line) }
            return told(at: place, in: line, weak: weak)
        case 0x20:
            guard place >= 6, line[place - 1].lowercased == UInt8(ascii: "r"),
                line.part(place - 6..<place).isName("bearer")
            else { return nil }
            let end = endOfBare(in: line, from: place + 1)
            return end - place > 8 ? place + 1..<end : nil
        default: return nil
        }
    }

    /// The secrets within a variable's value: the password of a URL, with and without percent-encoding; the `key=value` of a
    /// connection string; and the key of a secret URL without a password (`https://KEY@host`).
    static func secrets(within value: String, isSecret: Bool) -> [String] {
        var value = value
        let found = value.withUTF8 { buffer -> [String] in
            let line = Bytes(buffer)
            var (found, place): ([String], Int) = ([], 0)
            while place < line.count {
                guard let range = range(at: place, in: line, weak: []), !range.isEmpty else {
                    place += 1
                    continue
                }
                found.append(line.text(range))
                place = range.upperBound
            }
            return found
        }
        let users = isSecret && found.isEmpty ? [user(ofURL: value)].compactMap(\.self) : []
        return found + users + found.compactMap { $0.contains("%") ? withoutPercent($0) : nil }
    }

    /// The user name of a URL with a password; nil if it has none.
    static func userName(ofURL value: String) -> String? {
        guard let parts = user(ofURL: value)?.split(separator: ":", maxSplits: 1), parts.count == 2 else { return nil }
        return String(parts[0])
    }

    private static func user(ofURL value: String) -> String? {
        guard let slashes = value.firstRange(of: "://") else { return nil }
        let authority = value[slashes.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.lastIndex(of: "@").map { String(authority[..<$0]) }
    }

    private static func withoutPercent(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { buffer in
            let line = Bytes(buffer)
            var (scalars, place) = (String.UnicodeScalarView(), 0)
            while place < line.count {
                guard let next = line.scalar(at: place) else { return nil }
                var unit = EscapeSequence(scalar: next.scalar, end: next.end)
                if line[place] == UInt8(ascii: "%"), case .unit(let escaped) = EscapeSequence.read(line, at: place) {
                    unit = escaped
                }
                guard let scalar = Unicode.Scalar(unit.scalar) else { return nil }
                scalars.append(scalar)
                place = unit.end
            }
            return String(scalars)
        }
    }

    /// The password in `://user:PASSWORD@`, where the slashes end at `start`.
    private static func password(of start: Int, in line: Bytes) -> Range<Int>? {
        var colon: Int?
        var at: Int?
        var place = start
        scan: while place < line.count {
            switch line[place] {
            case UInt8(ascii: ":"): if colon == nil { colon = place }
            case UInt8(ascii: "@"): at = place
            case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\""),
                UInt8(ascii: "'"),
                UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"):
                break scan
            default: break
            }
            place += 1
        }
        guard let colon, let at, colon < at else { return nil }
        return colon + 1..<at
    }

    /// `KEY=value`, including quoted values and query parameters.
    private static func assigned(at place: Int, in line: Bytes) -> Range<Int>? {
        guard place + 1 < line.count, line[place + 1] != UInt8(ascii: "="), isSecret(name(before: place, in: line))
        else {
            return nil
        }
        let range = value(in: line, from: place + 1)
        return isWordOfNoSecret(line.part(range)) ? nil : range
    }

    private static func isWordOfNoSecret(_ text: Bytes) -> Bool {
        text.isName("null") || text.isName("true") || text.isName("false") || text.isName("none") || text.isName("nil")
    }

    /// `"key": value`, `Header-Name: value`, and `key: value` if the value is a known weak secret.
    private static func told(at place: Int, in line: Bytes, weak: Set<[UInt8]>) -> Range<Int>? {
        let name = name(before: place, in: line)
        guard !name.isEmpty else { return nil }
        let isAuthorization =
            name.count >= 13 && name.suffix(13).elementsEqual("authorization".utf8, by: { $0.lowercased == $1 })
        guard isAuthorization || isSecret(name) else { return nil }
        var start = place + 1
        while start < line.count, line[start].isBlank { start += 1 }
        if isAuthorization {
            var range = value(in: line, from: start)
            // "Basic dXNlcjpwYXNz": the scheme stays visible.
            let schemeEnd = endOfBare(in: line, from: range.lowerBound)
            if schemeEnd < line.count, line[schemeEnd] == 0x20, schemeEnd - range.lowerBound < 12 {
                range = schemeEnd + 1..<max(schemeEnd + 1, endOfBare(in: line, from: schemeEnd + 1))
            }
            return range
        }
        let range = value(in: line, from: start)
        let isQuotedKey = place > 0 && (line[place - 1] == UInt8(ascii: "\"") || line[place - 1] == UInt8(ascii: "'"))
        if isQuotedKey || name.contains(UInt8(ascii: "-")) {
            return isWordOfNoSecret(line.part(range)) ? nil : range
        }
        return weak.contains(Array(line.part(range))) ? range : nil
    }

    private static func isSecret(_ name: [UInt8]) -> Bool {
        name.count >= 2 && SecretName.isSecretField(name)
    }

    /// The unquoted key that ends before `place`; empty if it cannot name a secret.
    private static func name(before place: Int, in line: Bytes) -> [UInt8] {
        var end = place
        while end > 0, line[end - 1] == 0x20 { end -= 1 }
        while end > 0,
            line[end - 1] == UInt8(ascii: "\"") || line[end - 1] == UInt8(ascii: "'")
                || line[end - 1] == UInt8(ascii: "\\")
        {
            end -= 1
        }
        var start = end
        while start > 0, end - start < 64,
            line[start - 1].isLetter || line[start - 1].isDigit
                || line[start - 1] == UInt8(ascii: "_") || line[start - 1] == UInt8(ascii: "-")
                || line[start - 1] == UInt8(ascii: ".")
        { start -= 1 }
        let name = line.part(start..<end)
        return SecretName.mayBeSecret(name) ? Array(name) : []
    }

    /// The inside of a quoted value, or a bare value.
    private static func value(in line: Bytes, from start: Int) -> Range<Int> {
        var quote = start
        // Quotes within a JSON string are escaped.
        if quote < line.count, line[quote] == UInt8(ascii: "\\") { quote += 1 }
        guard quote < line.count, line[quote] == UInt8(ascii: "\"") || line[quote] == UInt8(ascii: "'") else {
            return start..<endOfBare(in: line, from: start)
        }
        var end = quote + 1
        while end < line.count, line[end] != line[quote] {
            if line[end] == UInt8(ascii: "\\"), quote == start { end += 1 }
            end += 1
        }
        end = min(end, line.count)
        if quote > start, end > quote + 1, line[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        return quote + 1..<end
    }

    private static func endOfBare(in line: Bytes, from start: Int) -> Int {
        var end = start
        while end < line.count {
            switch line[end] {
            case 0...0x20, UInt8(ascii: "&"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""),
                UInt8(ascii: "'"),
                UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"):
                return end
            default: end += 1
            }
        }
        return end
    }
}
