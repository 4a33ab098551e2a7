/// Patterns of `.dockerignore`, which also those under `ignore` and `include` are.
///
/// A pattern starts at the folder that it was written for. `*` stands for any number of characters of a name, `?` for one,
/// `[a-z]` for one of these, `**` for any number of folders, `\` takes the next character as it is. A pattern that fits a
/// folder fits all that is in it; with `!` it takes out what an earlier one had; the last one that fits counts.
/// Source: Dockerfile reference, `.dockerignore file`; its text is filepath.Match of Go with `**`.
public struct IgnorePatterns: Hashable, Sendable {
    private struct Pattern: Hashable, Sendable {
        var tokens: [GlobToken]
        var isException: Bool
    }

    private var patterns: [Pattern] = []

    /// Patterns, one each; what is empty counts for nothing.
    public init(_ lines: some Sequence<String>) {
        for line in lines {
            var text = line.trimmingSpaces[...]
            guard !text.isEmpty else { continue }
            let isException = text.first == "!"
            if isException { text = text.dropFirst().trimmingSpaces[...] }
            let cleaned = Self.clean(text)
            guard !cleaned.isEmpty else { continue }
            patterns.append(Pattern(tokens: GlobToken.parse(cleaned), isException: isException))
        }
    }

    /// The text of a `.dockerignore`: lines that start with `#` are comments.
    public init(text: String) {
        self.init(text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map(String.init))
    }

    /// Whether there are none.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether something that was ignored is taken back.
    public var hasExceptions: Bool { patterns.contains(where: \.isException) }

    /// Whether a path fits, relative to the patterns' folder, without a slash at its beginning.
    public func matches(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        var result = false
        for pattern in patterns where pattern.isException == result {
            let fits = parts.indices.contains { end in
                GlobToken.match(pattern.tokens[...], Array(parts[...end].joined(separator: "/"))[...])
            }
            if fits { result = !pattern.isException }
        }
        return result
    }

    /// As filepath.Clean of Go does it, without the slash at the beginning.
    private static func clean(_ text: Substring) -> String {
        var parts: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
