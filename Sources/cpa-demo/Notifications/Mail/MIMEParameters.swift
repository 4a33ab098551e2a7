/// A header field such as `text/plain; charset="utf-8"`. Source: RFC 2045, section 5.1.
struct MIMEParameters {
    /// In lowercase.
    let value: String
    private let parameters: [String: String]

    init(_ text: String) {
        var parts: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        value = parts[0].trimmed.lowercased()
        let pairs = parts.dropFirst().compactMap { part -> (String, String)? in
            guard let equals = part.firstIndex(of: "=") else { return nil }
            return (part[..<equals].trimmed.lowercased(), String(part[part.index(after: equals)...].trimmed))
        }
        parameters = Dictionary(pairs) { first, _ in first }
    }

    subscript(name: String) -> String? { parameters[name] }
}
