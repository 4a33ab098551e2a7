/// The format of a line with fields.
package enum LineStructure: String, Sendable, Hashable, Codable {
    /// A single JSON object.
    case json
    /// At least two `key=value` pairs, from the start of the line, and more of them than other words.
    case logfmt
}

extension LineStructure {
    /// The structure that a line's first bytes suggest; nil for plain text.
    static func likely(_ line: Bytes) -> (structure: LineStructure, start: Int)? {
        let start = line.skippingBlanks(from: 0)
        guard start < line.count else { return nil }
        if line[start] == UInt8(ascii: "{") { return (.json, start) }
        var place = start
        while place < line.count, place - start < 64 {
            let byte = line[place]
            if byte == UInt8(ascii: "=") { return place > start ? (.logfmt, start) : nil }
            guard byte.isWordPart || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
            else { return nil }
            place += 1
        }
        return nil
    }

    /// The role of a field, determined by its name.
    static func role(_ name: Bytes) -> StructuredLine.Role? {
        // Names of fields with a role have at most 13 letters.
        guard let first = name.first?.lowercased, name.count <= 13 else { return nil }
        switch first {
        case UInt8(ascii: "t"):
            return name.isName("time") || name.isName("ts") || name.isName("timestamp") || name.isName("t")
                ? .time : nil
        case UInt8(ascii: "a"), UInt8(ascii: "d"):
            return name.isName("asctime") || name.isName("datetime") || name.isName("date") ? .time : nil
        case UInt8(ascii: "l"):
            let isLevel =
                name.isName("level") || name.isName("lvl") || name.isName("levelname") || name.isName("log.level")
                || name.isName("loglevel") || name.isName("level_name")
            return isLevel ? .level : nil
        case UInt8(ascii: "s"):
            if name.isName("short_message") { return .message }
            return name.isName("severity") || name.isName("severitytext") || name.isName("severity_text") ? .level : nil
        case UInt8(ascii: "m"): return name.isName("msg") || name.isName("message") ? .message : nil
        case UInt8(ascii: "e"): return name.isName("event") ? .message : nil
        case UInt8(ascii: "@"):
            if name.isName("@timestamp") || name.isName("@t") { return .time }
            if name.isName("@l") || name.isName("@level") { return .level }
            return name.isName("@m") || name.isName("@mt") || name.isName("@message") ? .message : nil
        default: return nil
        }
    }
}
