import CPCRE2

/// Looks for a ``LogPattern``: in the bytes of lines, whatever they are, or in text for highlighting.
///
/// Compiled once, then used by as many threads as want. A regular expression that takes too long on a line, by
/// backtracking without end, does not match it.
public final class PatternMatcher: Sendable {
    /// What is looked for.
    public let pattern: LogPattern
    private let code: CompiledCode

    /// - Throws: where the regular expression is none, with the place.
    public init(_ pattern: LogPattern) throws(FilterError) {
        self.pattern = pattern
        code = try CompiledCode(pattern)
    }

    /// The first match at or after a place, which is never empty; nil where there is none.
    public func firstMatch(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Range<Int>? {
        code.firstMatch(in: bytes, from: start)
    }

    /// The matches in a text, none empty, from the first on: offsets in its UTF-8.
    public func matches(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            var ranges: [Range<Int>] = []
            let bytes = UnsafeRawBufferPointer(bytes)
            while let match = firstMatch(in: bytes, from: ranges.last?.upperBound ?? 0) { ranges.append(match) }
            return ranges
        }
    }
}

/// PCRE2's compiled pattern. Immutable once made, and PCRE2 allows several threads to use one (pcre2api(3), "Multithreading").
private final class CompiledCode: @unchecked Sendable {
    private let code: OpaquePointer

    init(_ pattern: LogPattern) throws(FilterError) {
        var options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE
        if pattern.kind == .literal { options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_LITERAL }
        if !pattern.isCaseSensitive { options |= PCRE2_CASELESS }
        var error: Int32 = 0
        var offset = 0
        let compiled = pattern.text.utf8.withContiguousStorageIfAvailable { text in
            pcre2_compile_8(text.baseAddress, text.count, options, &error, &offset, nil)
        }
        guard case let code?? = compiled else {
            var message = [UInt8](repeating: 0, count: 256)
            pcre2_get_error_message_8(error, &message, message.count)
            throw FilterError(pattern.text, at: offset, String(decoding: message.prefix { $0 != 0 }, as: UTF8.self))
        }
        // Without it the pattern is interpreted, which is slower and right as well.
        pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        self.code = code
    }

    deinit { pcre2_code_free_8(code) }

    func firstMatch(in bytes: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        guard let data = pcre2_match_data_create_8(1, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        let subject = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let found = pcre2_match_8(code, subject, bytes.count, start, PCRE2_NOTEMPTY, data, nil)
        guard found >= 0, let vector = pcre2_get_ovector_pointer_8(data) else { return nil }
        return vector[0]..<vector[1]
    }
}

extension LogPattern {
    /// Whether capitals count; a backslash makes the letter after it a class or an anchor, no capital.
    var isCaseSensitive: Bool {
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
