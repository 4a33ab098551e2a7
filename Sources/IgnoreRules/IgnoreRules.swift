/// Patterns of `.dockerignore`, which those under `ignore` and `include` of a watch rule are as well.
///
/// A pattern starts at the folder that it was written for, and fits a path as Go's `filepath.Match` does, with `**` for any number of folders. One that fits a folder fits all that is in it. `!` takes out what an earlier one
/// had; the last pattern that fits decides.
/// Source: docs.docker.com/build/concepts/context, ".dockerignore files".
package struct IgnoreRules: Hashable, Sendable {
    private var patterns: [IgnorePattern] = []

    /// Fits nothing.
    package init() {}

    /// One pattern each; what is empty counts for nothing.
    package init(_ lines: some Sequence<String>) throws(IgnoreProblem) {
        for line in lines {
            if let pattern = try IgnorePattern(line) { patterns.append(pattern) }
        }
    }

    /// The text of a `.dockerignore`: lines that start with `#` are comments.
    package init(text: String) throws(IgnoreProblem) {
        let withoutMark = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let lines = withoutMark.split(whereSeparator: \.isNewline).map(String.init)
        try self.init(lines.filter { $0.first { !$0.isWhitespace } != "#" })
    }

    /// Whether there are none.
    package var isEmpty: Bool { patterns.isEmpty }

    /// Whether something that was ignored is taken back.
    package var hasExceptions: Bool { patterns.contains(where: \.isException) }

    /// Whether a path fits. It is relative to the patterns' folder, with slashes between names.
    package func matches(_ path: String) -> Bool {
        let scalars = Array(path.unicodeScalars)
        var result = false
        for pattern in patterns where pattern.isException == result {
            if pattern.matchesPathOrFolderAbove(scalars) { result = !result }
        }
        return result
    }
}

/// A line that is no pattern.
package struct IgnoreProblem: Error, Hashable, Sendable {
    /// As it was written.
    package var line: String
}
