import CTextSearch

/// Finds a short text in many bytes, at about the speed of memory.
package struct TextFinder: Sendable, Hashable {
    /// The text to find, in lower case if the search is case-insensitive.
    package let bytes: [UInt8]
    private let mask: [UInt8]
    private let first: Int
    private let second: Int

    /// Returns nil for an empty text.
    ///
    /// - Parameter isCaseSensitive: if false, the case of ASCII letters is ignored. Other characters are always compared exactly.
    package init?(_ text: some Sequence<UInt8>, isCaseSensitive: Bool = true) {
        let bytes = text.map { isCaseSensitive ? $0 : $0.lowercased }
        guard !bytes.isEmpty else { return nil }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let mask = bytes.map { !isCaseSensitive && letters.contains($0) ? UInt8(0x20) : 0 }
        let places = Self.withNeedle(bytes, mask) { needle in
            ctext_choose(&needle)
            return (needle.first, needle.second)
        }
        self.bytes = bytes
        self.mask = mask
        first = places.0
        second = places.1
    }

    /// The offset of the first occurrence at or after `start`; nil if there is none.
    package func firstOffset(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        guard let base = bytes.baseAddress, start < bytes.count else { return nil }
        let haystack = (base + start).assumingMemoryBound(to: UInt8.self)
        let found = Self.withNeedle(self.bytes, mask) { needle in
            needle.first = first
            needle.second = second
            return ctext_find(&needle, haystack, bytes.count - start)
        }
        return found < 0 ? nil : start + found
    }

    private static func withNeedle<Value>(
        _ bytes: [UInt8],
        _ mask: [UInt8],
        _ body: (inout ctext_needle) -> Value
    ) -> Value {
        bytes.withUnsafeBufferPointer { bytes in
            mask.withUnsafeBufferPointer { mask in
                var needle = ctext_needle(
                    bytes: bytes.baseAddress,
                    mask: mask.baseAddress,
                    length: bytes.count,
                    first: 0,
                    second: 0
                )
                return body(&needle)
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The number of newlines.
    package var newlines: Int {
        guard let baseAddress else { return 0 }
        return ctext_newlines(baseAddress.assumingMemoryBound(to: UInt8.self), count)
    }

    /// The offset of the last newline before `end`.
    package func lastNewline(before end: Int) -> Int? {
        guard let baseAddress else { return nil }
        let found = ctext_last_newline(baseAddress.assumingMemoryBound(to: UInt8.self), end)
        return found < 0 ? nil : found
    }
}
