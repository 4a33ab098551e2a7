import CPCRE2

/// Searches for a ``LogPattern`` in the bytes of lines, which need not be UTF-8, or in text for highlighting.
///
/// Compiled once and safe to use from several threads. A line on which the regular expression exceeds the backtracking
/// limit does not match. The subject is a single line: no match spans a newline.
package final class PatternMatcher: Sendable {
    package let pattern: LogPattern
    /// Texts of which every matching line contains one, for a fast prefilter; nil if none are known.
    package let neededText: Prefilter?
    private let code: CompiledCode

    /// - Throws: a syntax error of the regular expression, with its offset.
    package init(_ pattern: LogPattern) throws(FilterError) {
        self.pattern = pattern
        code = try CompiledCode(pattern)
        neededText = Prefilter(RequiredText.alternatives(of: pattern), isCaseSensitive: pattern.isCaseSensitive)
    }

    /// Creates the reusable state with which a single thread searches many lines.
    package func scanner() -> PatternScanner { PatternScanner(self, code) }

    /// The first non-empty match at or after `start`.
    package func firstMatch(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Range<Int>? {
        scanner().firstMatch(in: bytes, from: start)
    }

    /// The non-empty matches in a text, in order, as UTF-8 offsets.
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

/// A compiled PCRE2 pattern. It is immutable, and several threads may use one (pcre2api(3), "Multithreading").
final class CompiledCode: @unchecked Sendable {
    let code: OpaquePointer
    /// Whether the pattern was JIT-compiled. Otherwise it is interpreted, which is slower.
    let isJIT: Bool

    fileprivate init(_ pattern: LogPattern) throws(FilterError) {
        var options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE | PCRE2_DOTALL
        if pattern.kind == .literal { options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_LITERAL }
        if !pattern.isCaseSensitive { options |= PCRE2_CASELESS }
        // Regardless of the library's build options, `$` matches before the \r of a CRLF line, whose \n is cut off, and `^`
        // after one that overwrites the line; for a dot, \r is an ordinary character.
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
        var error: Int32 = 0
        var offset = 0
        let compiled = Array(pattern.text.utf8).withUnsafeBufferPointer { text in
            // An empty buffer may have no base address, and PCRE2 rejects a null pattern.
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
    /// Whether matching is case-sensitive. For smart case, a letter after a backslash is a class or an anchor, not a capital.
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
