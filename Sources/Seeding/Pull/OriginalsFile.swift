import Foundations
import Glibc

/// A file with the hashes of all original values, for the exact look at what the filter suspects. The hashes tell nothing
/// without their key, which is only in memory.
struct OriginalsFile: Sendable {
    private let path: String

    init(_ path: String) { self.path = path }

    func append(_ hashes: [UInt64]) throws(SeedingError) {
        try SetWriter.append(hashes.withUnsafeBytes { Array($0) }, to: path)
    }

    /// Returns those of the hashes that the file contains.
    func contained(of suspects: Set<UInt64>) throws(SeedingError) -> Set<UInt64> {
        guard !suspects.isEmpty else { return [] }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw SeedingError(.files, "cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var found: Set<UInt64> = []
        var buffer = [UInt64](repeating: 0, count: 32 << 10)
        var rest = 0
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                read(file, UnsafeMutableRawBufferPointer(rebasing: bytes[rest...]).baseAddress, bytes.count - rest)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let filled = rest + count
            for hash in buffer[..<(filled / 8)] where suspects.contains(hash) { found.insert(hash) }
            rest = filled % 8
            if rest > 0 { buffer[0] = buffer[filled / 8] }
        }
        return found
    }

    func remove() { unlink(path) }
}
