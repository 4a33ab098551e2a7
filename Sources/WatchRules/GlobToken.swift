/// A piece of a pattern, and what it stands for in a path.
enum GlobToken: Hashable, Sendable {
    case literal(Character)
    /// `?`: one character of a name.
    case anyCharacter
    /// `*`: any number of characters of a name.
    case anyInName
    /// `**/`: any number of folders.
    case anyFolders
    /// `**` at the end, or within a name: anything.
    case anything
    /// `[a-z]`, `[^a-z]`.
    case oneOf([ClosedRange<Character>], isNegated: Bool)

    static func parse(_ pattern: String) -> [GlobToken] {
        var tokens: [GlobToken] = []
        var rest = Array(pattern)[...]
        while let first = rest.popFirst() {
            switch first {
            case "*" where rest.first == "*":
                while rest.first == "*" { rest.removeFirst() }
                if rest.first == "/" {
                    rest.removeFirst()
                    tokens.append(.anyFolders)
                } else {
                    tokens.append(.anything)
                }
            case "*": tokens.append(.anyInName)
            case "?": tokens.append(.anyCharacter)
            case "[": tokens.append(set(&rest) ?? .literal("["))
            case "\\": tokens.append(.literal(rest.popFirst() ?? "\\"))
            default: tokens.append(.literal(first))
            }
        }
        return tokens
    }

    /// nil, with nothing taken, where the bracket is never closed.
    private static func set(_ rest: inout ArraySlice<Character>) -> GlobToken? {
        guard let end = rest.dropFirst().firstIndex(of: "]") else { return nil }
        var body = rest[rest.startIndex..<end]
        let isNegated = body.first == "^" || body.first == "!"
        if isNegated { body.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let low = body.popFirst() {
            if body.first == "-", body.count > 1 {
                let high = body[body.startIndex + 1]
                body = body.dropFirst(2)
                if low <= high { ranges.append(low...high) }
            } else {
                ranges.append(low...low)
            }
        }
        rest = rest[(end + 1)...]
        return .oneOf(ranges, isNegated: isNegated)
    }

    /// Whether the tokens stand for the whole path.
    static func match(_ tokens: ArraySlice<GlobToken>, _ path: ArraySlice<Character>) -> Bool {
        guard let token = tokens.first else { return path.isEmpty }
        let later = tokens.dropFirst()
        switch token {
        case .literal(let character):
            return path.first == character && match(later, path.dropFirst())
        case .anyCharacter:
            return path.first.map { $0 != "/" } ?? false && match(later, path.dropFirst())
        case .oneOf(let ranges, let isNegated):
            guard let first = path.first, first != "/" else { return false }
            return ranges.contains { $0.contains(first) } != isNegated && match(later, path.dropFirst())
        case .anyInName:
            var rest = path
            while true {
                if match(later, rest) { return true }
                guard let first = rest.popFirst(), first != "/" else { return false }
            }
        case .anyFolders:
            var rest = path
            while true {
                if match(later, rest) { return true }
                guard let slash = rest.firstIndex(of: "/") else { return false }
                rest = rest[(slash + 1)...]
            }
        case .anything:
            var rest = path
            while true {
                if match(later, rest) { return true }
                if rest.popFirst() == nil { return false }
            }
        }
    }
}
