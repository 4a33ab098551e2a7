/// A line of a `.dockerignore`: Go's `filepath.Match`, with `**` for any number of folders.
/// Source: docs.docker.com/build/concepts/context, ".dockerignore files".
struct IgnorePattern: Hashable, Sendable {
    private enum Token: Hashable {
        case byte(UInt8)
        /// `?`: one byte of a name. Names in other scripts need several, as they do in Go's matcher of bytes.
        case anyByte
        /// `*`: any bytes but a slash.
        case anyOfName
        /// `**` at the end: any bytes.
        case anything
        /// `**/`: nothing, or any bytes up to a slash.
        case anyFolders
        case set([ClosedRange<UInt8>], isNegated: Bool)
    }

    /// `!`: what it matches is sent after all.
    let isException: Bool
    private let tokens: [Token]

    /// Reads a line; nil for comments and empty lines. Throws `invalidConfiguration`.
    init?(line: some StringProtocol) throws(EngineError) {
        var text = line.trimmingSpaces
        guard !text.isEmpty, text.first != "#" else { return nil }
        isException = text.first == "!"
        if isException { text = text.dropFirst().trimmingSpaces }
        let path = Self.clean(text)
        guard !path.isEmpty else {
            if isException { throw Self.invalid(line) }
            return nil
        }
        guard let tokens = Self.tokens([UInt8](path.utf8)) else { throw Self.invalid(line) }
        self.tokens = tokens
    }

    /// Whether the pattern matches the whole of a path, which is relative and has no slash at its ends.
    func matches(_ path: [UInt8]) -> Bool {
        // The ends of all matches so far: no pattern takes longer than its length times the path's.
        var reached = [Bool](repeating: false, count: path.count + 1)
        reached[0] = true
        for token in tokens {
            reached = advance(reached, token, path)
            guard reached.contains(true) else { return false }
        }
        return reached[path.count]
    }

    private func advance(_ reached: [Bool], _ token: Token, _ path: [UInt8]) -> [Bool] {
        var next = [Bool](repeating: false, count: reached.count)
        // For tokens of any length: whether one is under way.
        var isOpen = false
        for index in reached.indices {
            switch token {
            case .byte(let byte):
                if reached[index], index < path.count, path[index] == byte { next[index + 1] = true }
            case .anyByte:
                if reached[index], index < path.count, path[index] != Self.slash { next[index + 1] = true }
            case .set(let ranges, let isNegated):
                if reached[index], index < path.count, path[index] != Self.slash,
                    ranges.contains(where: { $0.contains(path[index]) }) != isNegated
                {
                    next[index + 1] = true
                }
            case .anyOfName:
                isOpen = reached[index] || isOpen && path[index - 1] != Self.slash
                if isOpen { next[index] = true }
            case .anything:
                isOpen = isOpen || reached[index]
                if isOpen { next[index] = true }
            case .anyFolders:
                if reached[index] || isOpen && path[index - 1] == Self.slash { next[index] = true }
                isOpen = isOpen || reached[index]
            }
        }
        return next
    }

    // MARK: Reading

    private static let slash = UInt8(ascii: "/")

    private static func tokens(_ bytes: [UInt8]) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "*"):
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") else {
                    tokens.append(.anyOfName)
                    break
                }
                while index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") { index += 1 }
                if index + 1 < bytes.count, bytes[index + 1] == slash { index += 1 }
                tokens.append(index + 1 == bytes.count ? .anything : .anyFolders)
            case UInt8(ascii: "?"): tokens.append(.anyByte)
            case UInt8(ascii: "\\"):
                index += 1
                guard index < bytes.count else { return nil }
                tokens.append(.byte(bytes[index]))
            case UInt8(ascii: "["):
                guard let set = set(bytes, &index) else { return nil }
                tokens.append(set)
            case let byte: tokens.append(.byte(byte))
            }
            index += 1
        }
        return tokens
    }

    /// `[abc]`, `[a-z]`, `[^a]`; the index is left at the closing bracket.
    private static func set(_ bytes: [UInt8], _ index: inout Int) -> Token? {
        index += 1
        let isNegated = index < bytes.count && bytes[index] == UInt8(ascii: "^")
        if isNegated { index += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        func next() -> UInt8? {
            if index < bytes.count, bytes[index] == UInt8(ascii: "\\") { index += 1 }
            guard index < bytes.count else { return nil }
            defer { index += 1 }
            return bytes[index]
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
            guard let low = next() else { return nil }
            var high = low
            if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] != UInt8(ascii: "]") {
                index += 1
                guard let end = next(), end >= low else { return nil }
                high = end
            }
            ranges.append(low...high)
        }
        guard index < bytes.count, !ranges.isEmpty else { return nil }
        return .set(ranges, isNegated: isNegated)
    }

    /// As Go's `filepath.Clean` does it, without a slash in front.
    private static func clean(_ text: some StringProtocol) -> String {
        var parts: [Substring] = []
        for part in String(text).split(separator: "/") where part != "." {
            if part == ".." {
                if !parts.isEmpty { parts.removeLast() }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    private static func invalid(_ line: some StringProtocol) -> EngineError {
        EngineError(
            .invalidConfiguration,
            "'\(line)' is not a pattern of a .dockerignore",
            remedy: "see https://docs.docker.com/build/concepts/context/#dockerignore-files"
        )
    }
}
