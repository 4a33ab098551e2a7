/// A text that every line matching a ``LogPattern``, or one of its alternatives, contains.
///
/// The analysis understands only a subset of regular expressions and gives up on the rest. It may miss a required text, but
/// never reports one that is not required.
struct RequiredText: Equatable {
    /// The text in UTF-8; never empty.
    var bytes: [UInt8]
    /// Whether containing the text is sufficient for a match.
    var isWhole: Bool
    /// Non-ASCII characters that case-insensitive matching equates with a letter of the text. A line with one of these may match
    /// without containing the text.
    var lookalikes: [[UInt8]]

    /// The complete list (CaseFolding.txt of Unicode 15, status C and S): LONG S and KELVIN SIGN.
    private static let lookalikes: [(letter: Unicode.Scalar, lookalike: Unicode.Scalar)] = [
        ("s", "\u{17F}"), ("S", "\u{17F}"), ("k", "\u{212A}"), ("K", "\u{212A}"),
    ]

    /// The maximum number of alternatives. With more, searching for each costs more than running the regular expression.
    private static let most = 8

    /// Texts of which every matching line contains one: one for each top-level alternative of the pattern. Empty if an
    /// alternative has no required text, or none could be determined.
    static func alternatives(of pattern: LogPattern) -> [RequiredText] {
        var reader = RegexReader(isCaseSensitive: pattern.isCaseSensitive)
        switch pattern.kind {
        case .literal: for scalar in pattern.text.unicodeScalars { reader.add(scalar) }
        case .regex: guard reader.read(Array(pattern.text.unicodeScalars)) else { return [] }
        }
        reader.endBranch()
        let texts = reader.branches.compactMap { RequiredText($0, isCaseSensitive: pattern.isCaseSensitive) }
        return texts.count == reader.branches.count && texts.count <= most ? texts : []
    }

    private init?(_ branch: RegexReader.Branch, isCaseSensitive: Bool) {
        // The longest is usually the rarest.
        guard let best = branch.runs.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        bytes = Array(best.utf8)
        isWhole = branch.isPlain
        lookalikes =
            isCaseSensitive
            ? []
            : Self.lookalikes.filter { best.unicodeScalars.contains($0.letter) }
                .map { Array(String($0.lookalike).utf8) }
    }
}

/// Collects the runs of plain characters outside all groups.
private struct RegexReader {
    struct Branch {
        var runs: [String] = []
        /// Whether the branch is a single run and nothing else.
        var isPlain = true
    }

    let isCaseSensitive: Bool
    /// The top-level alternatives.
    private(set) var branches: [Branch] = []
    private var branch = Branch()
    private var run = String.UnicodeScalarView()
    private var depth = 0

    init(isCaseSensitive: Bool) { self.isCaseSensitive = isCaseSensitive }

    /// Adds a plain character.
    mutating func add(_ scalar: Unicode.Scalar) {
        guard depth == 0 else { return }
        // `TextFinder` folds the case of ASCII only.
        if !isCaseSensitive, !scalar.isASCII { return breakRun() }
        run.append(scalar)
    }

    mutating func endBranch() {
        endRun()
        branches.append(branch)
        branch = Branch()
    }

    private mutating func endRun() {
        if !run.isEmpty { branch.runs.append(String(run)) }
        run = String.UnicodeScalarView()
    }

    private mutating func breakRun() {
        endRun()
        branch.isPlain = false
    }

    /// Reads a pattern; false if it uses unsupported syntax.
    mutating func read(_ text: [Unicode.Scalar]) -> Bool {
        var index = 0
        func isNext(_ scalars: String) -> Bool {
            index < text.count && scalars.unicodeScalars.contains(text[index])
        }
        while index < text.count {
            let scalar = text[index]
            index += 1
            switch scalar {
            case "\\":
                guard index < text.count else { return false }
                let escaped = text[index]
                index += 1
                if escaped.isASCII, escaped.value > 0x20, !escaped.properties.isAlphabetic, !isDigit(escaped) {
                    add(escaped)
                } else if "dDwWsSbBhHvVRntr".unicodeScalars.contains(escaped) {
                    breakRun()
                } else {
                    return false
                }
            case "|":
                if depth == 0 { endBranch() }
            case "(":
                breakRun()
                // (* and (?, except (?:, change the meaning of what follows, or are assertions.
                if isNext("*") { return false }
                if isNext("?") {
                    index += 1
                    guard isNext(":") else { return false }
                    index += 1
                }
                depth += 1
            case ")":
                guard depth > 0 else { return false }
                depth -= 1
            case "[":
                guard let end = endOfClass(text, from: index) else { return false }
                breakRun()
                index = end
            case "*", "?":
                dropLast()
                if isNext("?+") { index += 1 }
            case "+":
                breakRun()
                if isNext("?+") { index += 1 }
            case "{" where index < text.count && (isDigit(text[index]) || isNext(", \t")):
                dropLast()
                guard let end = text[index...].firstIndex(of: "}") else { return false }
                index = end + 1
                if isNext("?+") { index += 1 }
            case ".", "^", "$": breakRun()
            default: add(scalar)
            }
        }
        return depth == 0
    }

    /// Removes the last character, which the quantifier makes optional.
    private mutating func dropLast() {
        if !run.isEmpty { run.removeLast() }
        breakRun()
    }

    /// The index after a class's closing bracket; nil for unsupported syntax.
    private func endOfClass(_ text: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        if index < text.count, text[index] == "^" { index += 1 }
        if index < text.count, text[index] == "]" { index += 1 }
        while index < text.count {
            switch text[index] {
            case "]": return index + 1
            case "\\":
                guard index + 1 < text.count, text[index + 1] != "Q", text[index + 1] != "E" else { return nil }
                index += 2
            // Such as [:alpha:], which has a bracket of its own.
            case "[": return nil
            default: index += 1
            }
        }
        return nil
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
