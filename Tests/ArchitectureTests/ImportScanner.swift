/// Finds the imports of a Swift file, whatever stands before the word: attributes, an access level, a kind.
enum ImportScanner {
    struct Import: Hashable {
        /// The module, without the submodules or declarations after it.
        var module: String
        /// Counted from 1.
        var line: Int
    }

    static func imports(in source: String) -> [Import] {
        var imports: [Import] = []
        var state = State()
        let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where state.isInside || isWorthReading(line) {
            for statement in state.code(of: Substring(line)).split(separator: ";") {
                if let module = module(importedBy: statement) {
                    imports.append(Import(module: module, line: index + 1))
                }
            }
        }
        return imports
    }

    /// Whether it may hold an import, or begin a comment or a text of several lines. Most lines do not, and are skipped.
    private static func isWorthReading(_ line: Substring.UTF8View) -> Bool {
        var last: (UInt8, UInt8) = (0, 0)
        for byte in line {
            switch (last.0, last.1, byte) {
            case (_, UInt8(ascii: "/"), UInt8(ascii: "*")),
                (UInt8(ascii: "\""), UInt8(ascii: "\""), UInt8(ascii: "\"")),
                (UInt8(ascii: "i"), UInt8(ascii: "m"), UInt8(ascii: "p")):
                return true
            default: last = (last.1, byte)
            }
        }
        return false
    }

    private static let accessLevels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor", "macro",
    ]

    private static func module(importedBy statement: Substring) -> String? {
        var words = statement.split(whereSeparator: \.isWhitespace)[...]
        // `@_spi(Name)` and `@testable`; an argument with a space in it does not occur on imports.
        while let word = words.first, word.hasPrefix("@") || accessLevels.contains(word) { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
        return words.first.map { String($0.prefix { $0 != "." }).filter { $0 != "`" } }
    }

    /// Comments and string literals that reach over several lines.
    private struct State {
        private var commentDepth = 0
        private var isInText = false

        /// Whether the next line begins inside of one.
        var isInside: Bool { commentDepth > 0 || isInText }

        /// The line without its comments; empty inside a text of several lines.
        mutating func code(of line: Substring) -> String {
            var code = ""
            var rest = line
            while !rest.isEmpty {
                if isInText {
                    guard skip(past: "\"\"\"", in: &rest) else { return code }
                    isInText = false
                } else if rest.hasPrefix("/*") {
                    commentDepth += 1
                    rest.removeFirst(2)
                } else if commentDepth > 0, rest.hasPrefix("*/") {
                    commentDepth -= 1
                    rest.removeFirst(2)
                } else if commentDepth > 0 {
                    rest.removeFirst()
                } else if rest.hasPrefix("//") {
                    return code
                } else if rest.hasPrefix("\"\"\"") {
                    isInText = true
                    rest.removeFirst(3)
                } else {
                    code.append(rest.removeFirst())
                }
            }
            return code
        }

        /// Moves behind the next occurrence; false when there is none.
        private func skip(past mark: String, in rest: inout Substring) -> Bool {
            while !rest.isEmpty {
                if rest.hasPrefix(mark) {
                    rest.removeFirst(mark.count)
                    return true
                }
                rest.removeFirst()
            }
            return false
        }
    }
}
