import CPCRE2

/// Searches many lines for a ``PatternMatcher``'s pattern. To be used by a single thread.
package final class PatternScanner {
    /// The backtracking limit after which a line counts as not matching (pcre2api(3), `pcre2_set_match_limit`). Reaching it
    /// takes about two milliseconds.
    static let matchLimit: UInt32 = 200_000
    /// The heap limit in KiB for the interpreter, which is used when the JIT stack is too small.
    private static let heapLimit: UInt32 = 4 << 10
    /// The size of the JIT stack, which is allocated when PCRE2's default of 32 KiB does not suffice.
    private static let stackBytes = 1 << 20

    private let matcher: PatternMatcher
    private let compiled: CompiledCode
    private let data: OpaquePointer?
    private let context: OpaquePointer?
    private var stack: OpaquePointer?

    init(_ matcher: PatternMatcher, _ compiled: CompiledCode) {
        self.matcher = matcher
        self.compiled = compiled
        data = pcre2_match_data_create_8(1, nil)
        context = pcre2_match_context_create_8(nil)
        pcre2_set_match_limit_8(context, Self.matchLimit)
        pcre2_set_heap_limit_8(context, Self.heapLimit)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(stack)
    }

    /// Whether a line matches. The match may be empty: `^$` matches an empty line.
    package func matches(_ line: UnsafeRawBufferPointer) -> Bool {
        if let needed = matcher.neededText {
            guard let isSure = needed.look(at: line) else { return false }
            if isSure { return true }
        }
        return confirms(line)
    }

    /// ``matches(_:)`` without the prefilter by ``PatternMatcher/neededText``.
    package func confirms(_ line: UnsafeRawBufferPointer) -> Bool { run(line, from: 0, options: 0) >= 0 }

    /// The first non-empty match at or after `start`.
    package func firstMatch(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Range<Int>? {
        if let needed = matcher.neededText {
            if needed.look(at: UnsafeRawBufferPointer(rebasing: bytes[min(start, bytes.count)...])) == nil {
                return nil
            }
            if let single = needed.onlyText {
                guard let offset = single.firstOffset(in: bytes, from: start) else { return nil }
                return offset..<offset + single.bytes.count
            }
        }
        guard run(bytes, from: start, options: PCRE2_NOTEMPTY) >= 0,
            let vector = pcre2_get_ovector_pointer_8(data)
        else { return nil }
        return vector[0]..<vector[1]
    }

    /// PCRE2's result: negative for no match within the limits.
    private func run(_ bytes: UnsafeRawBufferPointer, from start: Int, options: UInt32) -> Int32 {
        guard let base = bytes.baseAddress else {
            return withUnsafeBytes(of: UInt8(0)) {
                run(UnsafeRawBufferPointer(rebasing: $0[..<0]), from: 0, options: options)
            }
        }
        let subject = base.assumingMemoryBound(to: UInt8.self)
        guard compiled.isJIT else {
            return pcre2_match_8(compiled.code, subject, bytes.count, start, options, data, context)
        }
        let found = pcre2_jit_match_8(compiled.code, subject, bytes.count, start, options, data, context)
        guard found == PCRE2_ERROR_JIT_STACKLIMIT else { return found }
        if stack == nil {
            stack = pcre2_jit_stack_create_8(32 << 10, Self.stackBytes, nil)
            pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
            return run(bytes, from: start, options: options)
        }
        return pcre2_match_8(compiled.code, subject, bytes.count, start, options | PCRE2_NO_JIT, data, context)
    }
}
