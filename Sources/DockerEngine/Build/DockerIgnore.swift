/// What of a build's context is not sent. The last pattern that matches a path, or a folder above it, decides.
public struct DockerIgnore: Hashable, Sendable {
    private let patterns: [IgnorePattern]

    /// Whether something in an ignored folder may be sent after all.
    let hasExceptions: Bool

    /// Ignores nothing.
    public init() {
        patterns = []
        hasExceptions = false
    }

    /// Reads a `.dockerignore`. Throws `invalidConfiguration` and names the line.
    public init(_ text: String) throws(EngineError) {
        var patterns: [IgnorePattern] = []
        let withoutMark = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        for line in withoutMark.split(whereSeparator: \.isNewline) {
            if let pattern = try IgnorePattern(line: line) { patterns.append(pattern) }
        }
        self.patterns = patterns
        hasExceptions = patterns.contains(where: \.isException)
    }

    /// Whether a path is left out. It is relative to the context, with slashes between names.
    public func ignores(_ path: String) -> Bool {
        let bytes = [UInt8](path.utf8)
        let ancestors = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { Array(bytes[..<$0]) } + [bytes]
        var isIgnored = false
        for pattern in patterns where pattern.isException == isIgnored {
            if ancestors.contains(where: pattern.matches) { isIgnored = !isIgnored }
        }
        return isIgnored
    }
}
