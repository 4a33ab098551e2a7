/// A text that every line which matches a ``LogPattern``, or one of its alternatives, contains.
///
/// It is read off the pattern, by a look that knows little of regular expressions and gives up where it sees what it does
/// not know. So it may miss a text that is required, and never names one that is not.
struct RequiredText: Equatable {
    /// In UTF-8; never empty.
    var bytes: [UInt8]
    /// Whether to contain it is all that the pattern asks for.
    var isWhole: Bool
    /// Characters that are not ASCII and the same as one of its letters, as capitals do not count. A line that has one of
    /// these may match without the text.
    var lookalikes: [[UInt8]]

    /// All there are (CaseFolding.txt of Unicode 15, of status C and S): LONG S and KELVIN SIGN.
    private static let lookalikes: [(letter: Unicode.Scalar, lookalike: Unicode.Scalar)] = [
        ("s", "\u{17F}"), ("S", "\u{17F}"), ("k", "\u{212A}"), ("K", "\u{212A}"),
    ]

    /// With more alternatives than these, looking for each costs more than looking for all by the regular expression.
    private static let most = 8

    /// The texts of which every line that matches contains one: one for each of the alternatives at the top of the pattern.
    /// Empty where there is one without any, or none that can be seen.
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
        // The longest is the rarest, mostly.
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

/// Collects the runs of plain characters that stand outside of all groups.
private struct RegexReader {
    struct Branch {
        var runs: [String] = []
        /// Whether it is one run and nothing else.
        var isPlain = true
    }

    let isCaseSensitive: Bool
    /// The alternatives at the top.
    private(set) var branches: [Branch] = []
    private var branch = Branch()
    private var run = String.UnicodeScalarView()
    private var depth = 0

    init(isCaseSensitive: Bool) { self.isCaseSensitive = isCaseSensitive }

    /// Takes a plain character.
    mutating func add(_ scalar: Unicode.Scalar) {
        guard depth == 0 else { return }
        // The finder knows the capitals of ASCII alone.
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

    /// False where nothing can be said.
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
                // What begins so changes the meaning of what follows, or asserts; all but (?: does.
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

    /// The character before may be missing.
    private mutating func dropLast() {
        if !run.isEmpty { run.removeLast() }
        breakRun()
    }

    /// Behind a class's closing bracket.
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
