import Glibc
import LogAnalysis

/// Newline search over raw bytes. This is the hot path of every append.
extension UnsafeRawBufferPointer {
    static let newline = UInt8(ascii: "\n")

    /// The offset of the first newline at or after `start`.
    func firstNewline(from start: Int = 0) -> Int? {
        guard let base = baseAddress, start < count else { return nil }
        guard let found = memchr(base + start, Int32(Self.newline), count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The number of records: lines, and any bytes after the last newline.
    var recordCount: Int {
        guard let last else { return 0 }
        return newlines + (last == Self.newline ? 0 : 1)
    }
}
