import Diagnostics
import YAMLTree

/// Interpolates variables in a string.
///
/// The forms are `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} ${V:+a} ${V+a}`, nested, and `$$` for a dollar sign. Any other
/// `$` is literal. Source: Compose Specification, Interpolation.
struct Interpolator {
    /// The largest nesting depth of `${A:-${B:-…}}`.
    static let depthLimit = 20
    /// The largest result, in bytes.
    static let resultLimit = 1024 * 1024
    /// The largest total of all results of one interpolator, in bytes.
    static let totalLimit = 32 * 1024 * 1024

    /// A syntax or limit error, with its offset in characters from 0.
    struct Problem: Error {
        var code: Diagnostic.Code
        var message: String
        var hint: String?
        var offset: Int
        var length: Int
    }

    /// A reference to a variable that is not set.
    struct Unset {
        var name: String
        var offset: Int
        var length: Int
    }

    /// Returns the value of a variable, or nil if it is not set.
    var lookup: (String) -> String?
    /// The references in the last string that were empty because the variable is not set.
    private(set) var unset: [Unset] = []
    private var total = 0
    private var text: [UInt8] = []

    init(lookup: @escaping (String) -> String?) { self.lookup = lookup }

    /// Returns the string with its variables replaced.
    mutating func expand(_ string: String) throws(Problem) -> String {
        unset = []
        guard string.utf8.contains(UInt8(ascii: "$")) else { return string }
        text = Array(string.utf8)
        defer { text = [] }
        let result = try expand(text.indices, depth: 0)
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Grammar

    private mutating func expand(_ range: Range<Int>, depth: Int) throws(Problem) -> [UInt8] {
        guard depth <= Self.depthLimit else {
            throw problem("interpolation-too-deep", "variables are nested too deeply", range)
        }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard text[index] == UInt8(ascii: "$"), index + 1 < range.upperBound else {
                let end = text[(index + 1)..<range.upperBound].firstIndex(of: UInt8(ascii: "$")) ?? range.upperBound
                try append(text[index..<end], to: &result, at: index)
                index = end
                continue
            }
            let next = text[index + 1]
            if next == UInt8(ascii: "$") {
                result.append(next)
                index += 2
            } else if next == UInt8(ascii: "{") {
                let close = try closingBrace(from: index + 1, before: range.upperBound)
                try append(braced(index..<(close + 1), depth: depth)[...], to: &result, at: index)
                index = close + 1
            } else {
                let end = endOfName(from: index + 1, before: range.upperBound)
                if end == index + 1 {
                    result.append(text[index])
                } else {
                    try append(value(of: (index + 1)..<end, whole: index..<end)[...], to: &result, at: index)
                }
                index = max(end, index + 1)
            }
        }
        return result
    }

    /// Expands `${…}`. `whole` includes the dollar sign and both braces.
    private mutating func braced(_ whole: Range<Int>, depth: Int) throws(Problem) -> [UInt8] {
        let inner = (whole.lowerBound + 2)..<(whole.upperBound - 1)
        let end = endOfName(from: inner.lowerBound, before: inner.upperBound)
        let name = inner.lowerBound..<end
        guard !name.isEmpty else {
            throw problem("bad-interpolation", "a variable's name must follow '${'", whole, hint: dollarHint)
        }
        guard end < inner.upperBound else { return try value(of: name, whole: whole) }

        let orEmpty = text[end] == UInt8(ascii: ":")
        let operatorIndex = orEmpty ? end + 1 : end
        guard operatorIndex < inner.upperBound, "-?+".utf8.contains(text[operatorIndex]) else {
            throw problem("bad-interpolation", "invalid syntax after the variable's name", whole, hint: forms)
        }
        let word = (operatorIndex + 1)..<inner.upperBound
        let value = lookup(string(name)).flatMap { orEmpty && $0.isEmpty ? nil : $0 }
        switch (text[operatorIndex], value) {
        case (UInt8(ascii: "-"), let value?): return Array(value.utf8)
        case (UInt8(ascii: "-"), nil): return try expand(word, depth: depth + 1)
        case (UInt8(ascii: "+"), .some): return try expand(word, depth: depth + 1)
        case (UInt8(ascii: "+"), nil): return []
        case (_, let value?): return Array(value.utf8)
        case (_, nil):
            let reason = try String(decoding: expand(word, depth: depth + 1), as: UTF8.self)
            let message = "the variable \(string(name).quoted) must be set" + (reason.isEmpty ? "" : ": \(reason)")
            throw problem("variable-required", String(message.prefix(300)), whole)
        }
    }

    private mutating func value(of name: Range<Int>, whole: Range<Int>) throws(Problem) -> [UInt8] {
        if let value = lookup(string(name)) { return Array(value.utf8) }
        // Computing an offset scans the text before it, so the number is limited.
        if unset.count < 100 {
            unset.append(Unset(name: string(name), offset: offset(whole.lowerBound), length: whole.count))
        }
        return []
    }

    // MARK: Lookahead

    private func endOfName(from start: Int, before end: Int) -> Int {
        var index = start
        while index < end {
            switch text[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where index > start: break
            default: return index
            }
            index += 1
        }
        return index
    }

    private func closingBrace(from open: Int, before end: Int) throws(Problem) -> Int {
        var depth = 0
        for index in open..<end {
            switch text[index] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        throw problem("bad-interpolation", "the '${' is never closed", (open - 1)..<(open + 1), hint: dollarHint)
    }

    // MARK: Results and problems

    private mutating func append(_ bytes: ArraySlice<UInt8>, to result: inout [UInt8], at index: Int) throws(Problem) {
        total += bytes.count
        guard result.count + bytes.count <= Self.resultLimit, total <= Self.totalLimit else {
            throw problem("value-too-long", "the value is too long when expanded", index..<(index + 1))
        }
        result.append(contentsOf: bytes)
    }

    private var dollarHint: String { "write '$$' for a dollar sign" }
    private var forms: String {
        "use ${V}, ${V:-default}, ${V-default}, ${V:?error}, ${V?error}, ${V:+other} or ${V+other}"
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

    /// Converts a byte offset to characters: continuation bytes do not count.
    private func offset(_ index: Int) -> Int { text[..<index].count { $0 & 0xC0 != 0x80 } }

    private func problem(
        _ code: Diagnostic.Code,
        _ message: String,
        _ range: Range<Int>,
        hint: String? = nil
    ) -> Problem {
        Problem(
            code: code,
            message: message,
            hint: hint,
            offset: offset(range.lowerBound),
            length: text[range].count { $0 & 0xC0 != 0x80 }
        )
    }
}
