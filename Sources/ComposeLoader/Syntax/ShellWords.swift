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

    /// The construct that surrounds the current position. None is recognised inside another.
    private enum Context {
        case none
        case single
        case double
        case backquote
        case substitution
    }

    private(set) var words: [String] = []
    /// The operator that ended the command, such as `&&`; nil if there is none.
    private(set) var endingOperator: String?

    private var word = ""
    private var isInWord = false

    init(_ text: String) throws(Problem) {
        var context = Context.none
        var isEscaped = false
        scan: for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            if isEscaped {
                isEscaped = false
                // A nested command keeps its backslashes and quotes.
                if context == .backquote || context == .substitution {
                    append("\\")
                    append(scalar)
                } else {
                    append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
                }
                continue
            }
            switch scalar {
            case "\\" where context != .single: isEscaped = true
            case " ", "\t", "\r", "\n":
                if context == .none { endWord() } else { append(scalar) }
            case "'" where context == .none || context == .single: toggleQuote(.single, in: &context)
            case "\"" where context == .none || context == .double: toggleQuote(.double, in: &context)
            case "`" where context == .none || context == .backquote:
                context = context == .none ? .backquote : .none
                append(scalar)
            case "(" where context == .none || context == .substitution:
                guard context == .none, word.hasSuffix("$") else { throw .parenthesis }
                context = .substitution
                append(scalar)
            case ")" where context == .none || context == .substitution:
                guard context == .substitution else { throw .parenthesis }
                context = .none
                append(scalar)
            case ";", "&", "|", "<", ">":
                guard context == .none else {
                    append(scalar)
                    continue
                }
                endingOperator = String(text[index...].prefix { ";&|<>".contains($0) })
                // A file descriptor number, as in `2>&1`, is part of the operator.
                let isNumber = !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
                if scalar == ">", isNumber { isInWord = false }
                break scan
            default: append(scalar)
            }
        }
        guard context == .none, !isEscaped else { throw .unfinished }
        endWord()
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        word.unicodeScalars.append(scalar)
        isInWord = true
    }

    private mutating func toggleQuote(_ quote: Context, in context: inout Context) {
        // Empty quotes produce an empty word.
        if context == quote { isInWord = true }
        context = context == quote ? .none : quote
    }

    private mutating func endWord() {
        if isInWord { words.append(word) }
        word = ""
        isInWord = false
    }
}
