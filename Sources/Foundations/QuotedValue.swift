/// Quotes values for shells and env files.
package enum QuotedValue {
    /// Quotes a value for POSIX shells: verbatim if it has no special characters, otherwise in single quotes.
    package static func shell(_ value: String) -> String {
        if isPlain(value) { return value }
        // Split by scalars, because a quote may be part of a grapheme cluster.
        let parts = value.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
    }

    /// Quotes a value so that docker compose, dotenv libraries and a shell's `source` read the same; nil if impossible.
    package static func dotenv(_ value: String) -> String? {
        if isPlain(value) { return value }
        guard value.utf8.contains(UInt8(ascii: "'")) else { return "'\(value)'" }
        // In double quotes, a shell executes backquotes, and docker compose keeps a backslash before one.
        guard !value.utf8.contains(UInt8(ascii: "`")) else { return nil }
        var result = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\\" || scalar == "\"" || scalar == "$" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }

    private static func isPlain(_ value: String) -> Bool {
        value.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || "_-./:@,+%".utf8.contains(byte)
        }
    }
}
