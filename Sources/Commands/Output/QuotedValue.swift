/// How a value is written for those who read it.
enum QuotedValue {
    /// For POSIX shells: as it is where nothing in it means anything to one, else in single quotes, in which nothing does.
    static func shell(_ value: String) -> String {
        if isPlain(value) { return value }
        // By scalars: a quote may be part of a grapheme cluster.
        let parts = value.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
    }

    /// For env files, as docker compose, the dotenv libraries and a shell's `source` read them alike; nil where no
    /// spelling is the same to all of them.
    static func dotenv(_ value: String) -> String? {
        if isPlain(value) { return value }
        guard value.utf8.contains(UInt8(ascii: "'")) else { return "'\(value)'" }
        // In double quotes a shell runs what stands in backquotes, and docker compose keeps a backslash before one.
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
