import Glibc

/// Text files that are small, such as those of /proc.
enum SmallFile {
    /// The beginning of the file as text; nil where it cannot be read.
    static func read(_ path: String, upToBytes limit: Int = 64 << 10) -> String? {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(fd, &buffer, buffer.count)
        return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
