import Glibc

/// A row in the text format of `COPY … TO STDOUT`, split into its fields.
///
/// Source: PostgreSQL 16, COPY, text format: fields are separated by tabs, `\N` is NULL, and a backslash precedes
/// characters that would separate.
struct CopyRow: Sendable {
    struct Field: Hashable, Sendable {
        /// The value's bytes in ``bytes``.
        var range: Range<Int>
        var isNull: Bool
    }

    private(set) var bytes: [UInt8] = []
    private(set) var fields: [Field] = []

    /// Replaces the row by the next one.
    mutating func read(_ row: UnsafeRawBufferPointer) {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: row)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let count = bytes.count
        bytes.withUnsafeMutableBytes { bytes in
            var start = 0
            while true {
                let end = Self.index(of: UInt8(ascii: "\t"), in: bytes, start, count) ?? count
                fields.append(Self.field(in: bytes, start, end))
                guard end < count else { return }
                start = end + 1
            }
        }
    }

    private static func index(
        of byte: UInt8,
        in bytes: UnsafeMutableRawBufferPointer,
        _ start: Int,
        _ end: Int
    ) -> Int? {
        guard let base = bytes.baseAddress, start < end,
            let found = memchr(base + start, Int32(byte), end - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Removes the escapes of a field in place, which makes it shorter.
    private static func field(in bytes: UnsafeMutableRawBufferPointer, _ start: Int, _ end: Int) -> Field {
        guard var from = index(of: UInt8(ascii: "\\"), in: bytes, start, end) else {
            return Field(range: start..<end, isNull: false)
        }
        if end - start == 2, bytes[start + 1] == UInt8(ascii: "N") { return Field(range: start..<start, isNull: true) }
        var to = from
        while from < end {
            var byte = bytes[from]
            from += 1
            if byte == UInt8(ascii: "\\"), from < end {
                byte = unescaped(bytes[from])
                from += 1
            }
            bytes[to] = byte
            to += 1
        }
        return Field(range: start..<to, isNull: false)
    }

    private static func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: byte
        }
    }
}
