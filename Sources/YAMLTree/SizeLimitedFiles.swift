import Synchronization

/// File access that limits the total number of bytes one load can read, counting repeated reads of the same file.
package final class SizeLimitedFiles: FileAccess {
    /// The limit for all reads of one load, in bytes.
    private static let limit = 32 * 1024 * 1024

    private let files: any FileAccess
    private let remaining = Mutex(SizeLimitedFiles.limit)

    package init(_ files: any FileAccess) { self.files = files }

    package func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
        let bytes = try files.read(path, limit: limit)
        let left = remaining.withLock { remaining in
            remaining -= bytes.count
            return remaining
        }
        guard left >= 0 else { throw FileAccessError(.projectTooLarge(Self.limit)) }
        return bytes
    }

    package func isPiped(_ path: String) -> Bool { files.isPiped(path) }

    package func kind(of path: String) -> FileKind? { files.kind(of: path) }
}
