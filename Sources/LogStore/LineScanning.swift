import Glibc

/// Newline search over raw bytes. This is the hot path of every append.
extension UnsafeRawBufferPointer {
    static let newline = UInt8(ascii: "\n")

    /// The offset of the first newline at or after `start`.
    func firstNewline(from start: Int = 0) -> Int? {
        guard let base = baseAddress, start < count else { return nil }
        guard let found = memchr(base + start, Int32(Self.newline), count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The offset of the last newline.
    var lastNewline: Int? {
        // Swift does not import Glibc's memrchr. Usually a newline is within a line's length.
        var index = count
        while index > 0 {
            index -= 1
            if self[index] == Self.newline { return index }
        }
        return nil
    }

    /// The number of newlines.
    var newlineCount: Int {
        guard let base = baseAddress else { return 0 }
        var total = 0
        var offset = 0
        while offset < count {
            // Blocks of up to 255 bytes are counted in a UInt8, which lets the compiler use vector instructions.
            let end = Swift.min(count, offset + 255)
            var found: UInt8 = 0
            while offset < end {
                found &+= base.load(fromByteOffset: offset, as: UInt8.self) == Self.newline ? 1 : 0
                offset += 1
            }
            total += Int(found)
        }
        return total
    }

    /// The number of records: lines, and any bytes after the last newline.
    var recordCount: Int {
        guard let last else { return 0 }
        return newlineCount + (last == Self.newline ? 0 : 1)
    }
}
