import CPCRE2

/// Looks for a ``LogPattern``: in the bytes of lines, whatever they are, or in text for highlighting.
///
/// Compiled once, then used by as many threads as want. A regular expression that takes too long on a line, by
/// backtracking without end, does not match it. What is searched is a line: no match reaches over a newline.
package final class PatternMatcher: Sendable {
    /// What is looked for.
    package let pattern: LogPattern
    /// What every line which matches contains, for a fast first look; nil where none is known.
    package let neededText: NeededText?
    private let code: CompiledCode

    /// - Throws: where the regular expression is none, with the place.
    package init(_ pattern: LogPattern) throws(FilterError) {
        self.pattern = pattern
        code = try CompiledCode(pattern)
        neededText = NeededText(RequiredText.alternatives(of: pattern), isCaseSensitive: pattern.isCaseSensitive)
    }

    /// What a single thread needs to look in many lines without preparing anything for each.
    package func scanner() -> PatternScanner { PatternScanner(self, code) }

    /// The first match at or after a place, which is never empty; nil where there is none.
    package func firstMatch(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Range<Int>? {
        scanner().firstMatch(in: bytes, from: start)
    }

    /// The matches in a text, none empty, from the first on: offsets in its UTF-8.
    package func matches(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            let scanner = scanner()
            var ranges: [Range<Int>] = []
            let bytes = UnsafeRawBufferPointer(bytes)
            while let match = scanner.firstMatch(in: bytes, from: ranges.last?.upperBound ?? 0) { ranges.append(match) }
            return ranges
        }
    }
}

/// PCRE2's compiled pattern. Immutable once made, and PCRE2 allows several threads to use one (pcre2api(3), "Multithreading").
final class CompiledCode: @unchecked Sendable {
    let code: OpaquePointer
    /// Whether there is machine code for it. Without, the pattern is interpreted, which is slower and right as well.
    let isJIT: Bool

    fileprivate init(_ pattern: LogPattern) throws(FilterError) {
        var options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE
        if pattern.kind == .literal { options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_LITERAL }
        if !pattern.isCaseSensitive { options |= PCRE2_CASELESS }
        // Whatever the library was built for, a line ends with \n, and \r is a character like others.
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        var error: Int32 = 0
        var offset = 0
        let compiled = Array(pattern.text.utf8).withUnsafeBufferPointer { text in
            // An empty text has no address, which PCRE2 does not take.
            withUnsafePointer(to: UInt8(0)) { empty in
                pcre2_compile_8(text.baseAddress ?? empty, text.count, options, &error, &offset, context)
            }
        }
        guard let code = compiled else {
            var message = [UInt8](repeating: 0, count: 256)
            pcre2_get_error_message_8(error, &message, message.count)
            throw FilterError(pattern.text, at: offset, String(decoding: message.prefix { $0 != 0 }, as: UTF8.self))
        }
        isJIT = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
        self.code = code
    }

    deinit { pcre2_code_free_8(code) }
}

extension LogPattern {
    /// Whether capitals count; a backslash makes the letter after it a class or an anchor, no capital.
    package var isCaseSensitive: Bool {
        switch self.case {
        case .sensitive: return true
        case .insensitive: return false
        case .smart:
            var isEscaped = false
            for character in text.unicodeScalars {
                if kind == .regex, !isEscaped, character == "\\" {
                    isEscaped = true
                } else {
                    if !isEscaped, character.properties.isUppercase { return true }
                    isEscaped = false
                }
            }
            return false
        }
    }
}
