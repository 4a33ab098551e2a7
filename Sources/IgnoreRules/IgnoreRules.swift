/// `.dockerignore` patterns, which are also used under `ignore` and `include` of a watch rule.
///
/// Patterns are relative to their folder and match like Go's `filepath.Match`, with `**` for any number of folders. A pattern
/// that matches a folder matches everything in it. `!` negates a pattern; the last matching pattern decides.
/// Source: docs.docker.com/build/concepts/context, ".dockerignore files".
package struct IgnoreRules: Hashable, Sendable {
    private var patterns: [IgnorePattern] = []

    /// Creates rules that match nothing.
    package init() {}

    /// Creates rules from one pattern per line, ignoring empty lines.
    package init(_ lines: some Sequence<String>) throws(IgnoreProblem) {
        for line in lines {
            if let pattern = try IgnorePattern(line) { patterns.append(pattern) }
        }
    }

    /// Parses the text of a `.dockerignore`, in which lines that start with `#` are comments.
    package init(text: String) throws(IgnoreProblem) {
        let withoutMark = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let lines = withoutMark.split(whereSeparator: \.isNewline).map(String.init)
        try self.init(lines.filter { $0.first { !$0.isWhitespace } != "#" })
    }

    package var isEmpty: Bool { patterns.isEmpty }

    /// Whether any pattern starts with `!`.
    package var hasExceptions: Bool { patterns.contains(where: \.isException) }

    /// Whether a path, relative to the folder of the patterns, matches.
    package func matches(_ path: String) -> Bool {
        let scalars = Array(path.unicodeScalars)
        var result = false
        for pattern in patterns where pattern.isException == result {
            if pattern.matchesPathOrFolderAbove(scalars) { result = !result }
        }
        return result
    }
}

/// An invalid pattern.
package struct IgnoreProblem: Error, Hashable, Sendable {
    /// The line as written.
    package var line: String
}
