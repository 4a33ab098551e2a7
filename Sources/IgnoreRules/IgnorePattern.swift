/// A pattern of ``IgnoreRules``.
struct IgnorePattern: Hashable, Sendable {
    private enum Token: Hashable {
        case scalar(Unicode.Scalar)
        /// `?`: one character except a slash, where a character is a code point as in Go.
        case anyScalar
        /// `*`: any characters except a slash.
        case anyOfName
        /// `**` at the end: any characters.
        case anything
        /// `**/`: nothing, or any characters up to and including a slash.
        case anyFolders
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Whether the pattern starts with `!` and so re-includes what it matches.
    let isException: Bool
    private let tokens: [Token]

    /// Returns nil for an empty line.
    init?(_ line: String) throws(IgnoreProblem) {
        var text = Self.trimmed(line[...])
        guard !text.isEmpty else { return nil }
        isException = text.first == "!"
        if isException { text = Self.trimmed(text.dropFirst()) }
        let path = Self.clean(text)
        guard !path.isEmpty else {
            if isException { throw IgnoreProblem(line: line) }
            return nil
        }
        guard let tokens = Self.tokens(Array(path.unicodeScalars)) else { throw IgnoreProblem(line: line) }
        self.tokens = tokens
    }

    /// Whether the pattern matches a path or one of its parent folders. The path is relative, without leading or trailing slash.
    func matchesPathOrFolderAbove(_ path: [Unicode.Scalar]) -> Bool {
        // The ends of all partial matches. The cost is bounded by the length of the pattern times that of the path.
        var reached = [Bool](repeating: false, count: path.count + 1)
        var next = reached
        reached[0] = true
        for token in tokens {
            guard advance(reached, token, path, to: &next) else { return false }
            swap(&reached, &next)
        }
        return reached.indices.contains { reached[$0] && ($0 == path.count || path[$0] == Self.slash) }
    }

    /// Advances all partial matches by a token.
    /// - Returns: whether any partial match is left.
    private func advance(_ reached: [Bool], _ token: Token, _ path: [Unicode.Scalar], to next: inout [Bool]) -> Bool {
        // For tokens of variable length: whether a match of the token has started.
        var isOpen = false
        var isAny = false
        next[0] = false
        for index in reached.indices {
            // A token of one character ends one position later.
            var end = index
            let fits: Bool
            switch token {
            case .scalar(let scalar):
                fits = reached[index] && index < path.count && path[index] == scalar
                end += 1
            case .anyScalar:
                fits = reached[index] && index < path.count && path[index] != Self.slash
                end += 1
            case .set(let ranges, let isNegated):
                fits =
                    reached[index] && index < path.count && path[index] != Self.slash
                    && ranges.contains { $0.contains(path[index]) } != isNegated
                end += 1
            case .anyOfName:
                isOpen = reached[index] || isOpen && path[index - 1] != Self.slash
                fits = isOpen
            case .anything:
                isOpen = isOpen || reached[index]
                fits = isOpen
            case .anyFolders:
                fits = reached[index] || isOpen && path[index - 1] == Self.slash
                isOpen = isOpen || reached[index]
            }
            if end < next.count { next[end] = fits }
            isAny = isAny || fits
        }
        return isAny
    }

    // MARK: Parsing

    private static let slash = Unicode.Scalar("/")

    private static func tokens(_ text: [Unicode.Scalar]) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case "*":
                guard index + 1 < text.count, text[index + 1] == "*" else {
                    tokens.append(.anyOfName)
                    break
                }
                while index + 1 < text.count, text[index + 1] == "*" { index += 1 }
                if index + 1 < text.count, text[index + 1] == slash { index += 1 }
                tokens.append(index + 1 == text.count ? .anything : .anyFolders)
            case "?": tokens.append(.anyScalar)
            case "\\":
                index += 1
                guard index < text.count else { return nil }
                tokens.append(.scalar(text[index]))
            case "[":
                guard let set = set(text, &index) else { return nil }
                tokens.append(set)
            case let scalar: tokens.append(.scalar(scalar))
            }
            index += 1
        }
        return tokens
    }

    /// Parses `[abc]`, `[a-z]` or `[^a]`, and leaves the index at the closing bracket.
    private static func set(_ text: [Unicode.Scalar], _ index: inout Int) -> Token? {
        index += 1
        let isNegated = index < text.count && text[index] == "^"
        if isNegated { index += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        func next() -> Unicode.Scalar? {
            if index < text.count, text[index] == "\\" { index += 1 }
            guard index < text.count else { return nil }
            defer { index += 1 }
            return text[index]
        }
        while index < text.count, text[index] != "]" {
            guard let low = next() else { return nil }
            var high = low
            if index + 1 < text.count, text[index] == "-", text[index + 1] != "]" {
                index += 1
                guard let end = next(), end >= low else { return nil }
                high = end
            }
            ranges.append(low...high)
        }
        guard index < text.count, !ranges.isEmpty else { return nil }
        return .set(ranges, isNegated: isNegated)
    }

    /// Normalizes a path like Go's `filepath.Clean`, without a leading slash.
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

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
