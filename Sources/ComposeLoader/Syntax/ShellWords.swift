import YAMLTree

/// Splits a command line into words as Compose does for `command` and `entrypoint`: quotes and backslashes, nothing
/// else of a shell. Source: Compose Specification, services, `command`.
enum ShellWords {
    /// nil where a quote is never closed, or the text ends with a backslash.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var isInWord = false
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                isEscaped = false
                // Inside double quotes a backslash only escapes what would mean something there.
                if quote == "\"", scalar != "\"", scalar != "\\", scalar != "$", scalar != "`" { word.append("\\") }
                word.append(scalar)
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
                isInWord = true
            } else if let open = quote {
                if scalar == open { quote = nil } else { word.append(scalar) }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
                isInWord = true
            } else if scalar.properties.isWhitespace {
                if isInWord { words.append(String(word)) }
                word = String.UnicodeScalarView()
                isInWord = false
            } else {
                word.append(scalar)
                isInWord = true
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        if isInWord { words.append(String(word)) }
        return words
    }
}
