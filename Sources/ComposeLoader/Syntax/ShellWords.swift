import YAMLTree

/// A command line split into words as Compose does for `command` and `entrypoint`: it processes quotes and backslashes,
/// but runs no shell.
///
/// An unquoted operator ends the command. `$(…)` and backquotes group their content but are not executed. Source:
/// go-shellwords, which Compose uses; Compose Specification, services, `command`.
struct ShellWords {
    /// The reason why a text is not a valid command line.
    enum Problem: Error {
        /// A quote, `$(` or backquote is never closed, or the text ends with a backslash.
        case unfinished
        /// An unquoted parenthesis.
        case parenthesis
    }

    /// The constructs that surround the current position. Quotes are removed inside backquotes, but not inside `$(…)`.
    private struct Context: OptionSet {
        let rawValue: UInt8
        static let single = Context(rawValue: 1)
        static let double = Context(rawValue: 2)
        static let backquote = Context(rawValue: 4)
        static let substitution = Context(rawValue: 8)
    }

    private(set) var words: [String] = []
    /// The operator that ended the command, such as `&&`; nil if there is none.
    private(set) var endingOperator: String?

    private var word = ""
    private var isInWord = false

    init(_ text: String) throws(Problem) {
        var context: Context = []
        var isEscaped = false
        scan: for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            if isEscaped {
                isEscaped = false
                // A nested command keeps its backslashes.
                if !context.isDisjoint(with: [.backquote, .substitution]), !context.contains(.double) {
                    append("\\")
                    append(scalar)
                } else {
                    append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
                }
                continue
            }
            switch scalar {
            case "\\" where !context.contains(.single): isEscaped = true
            case " ", "\t", "\r", "\n":
                if context.isEmpty { endWord() } else { append(scalar) }
            case "'" where context.isDisjoint(with: [.double, .substitution]): toggleQuote(.single, in: &context)
            case "\"" where context.isDisjoint(with: [.single, .substitution]): toggleQuote(.double, in: &context)
            case "`" where context.isSubset(of: .backquote):
                context.formSymmetricDifference(.backquote)
                append(scalar)
            case "(" where context.isSubset(of: .substitution):
                guard context.isEmpty, word.hasSuffix("$") else { throw .parenthesis }
                context = .substitution
                append(scalar)
            case ")" where context.isSubset(of: .substitution):
                guard !context.isEmpty else { throw .parenthesis }
                context = []
                append(scalar)
            case ";", "&", "|", "<", ">":
                guard context.isEmpty else {
                    append(scalar)
                    continue
                }
                endingOperator = String(text[index...].prefix { ";&|<>".contains($0) })
                // A file descriptor number, as in `2>&1`, is part of the operator.
                if scalar == ">", let first = word.utf8.first, (0x30...0x39).contains(first) { isInWord = false }
                break scan
            default: append(scalar)
            }
        }
        guard context.isEmpty, !isEscaped else { throw .unfinished }
        endWord()
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        word.unicodeScalars.append(scalar)
        isInWord = true
    }

    private mutating func toggleQuote(_ quote: Context, in context: inout Context) {
        // Empty quotes produce an empty word.
        if context.contains(quote) { isInWord = true }
        context.formSymmetricDifference(quote)
    }

    private mutating func endWord() {
        if isInWord { words.append(word) }
        word = ""
        isInWord = false
    }
}
