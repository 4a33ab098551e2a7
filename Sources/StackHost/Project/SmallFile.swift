import Foundations
import Glibc

/// Reads small text files, such as those in /proc.
package enum SmallFile {
    /// Returns the beginning of a file; nil if it cannot be read or is not a regular file. Never blocks.
    package static func read(_ path: String, upToBytes limit: Int = 64 << 10) -> String? {
        let fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        guard FileStatus(descriptor: fd)?.kind == .regular else { return nil }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(fd, &buffer, buffer.count)
        return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
