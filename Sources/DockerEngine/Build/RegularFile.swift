import FoundationEssentials
import Foundations
import Glibc

/// Reads small regular files without blocking on anything else at the path, such as a FIFO.
enum RegularFile {
    private static let sizeLimit = 64 << 20

    /// The contents of the file, or nil if it is not a regular file, cannot be read or exceeds the size limit.
    static func contents(_ path: String) -> Data? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard FileStatus(descriptor: descriptor)?.kind == .regular else { return nil }
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while data.count <= sizeLimit {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return data }
            data.append(contentsOf: buffer[..<count])
        }
        return nil
    }
}
