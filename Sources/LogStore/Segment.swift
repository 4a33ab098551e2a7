import Glibc
import SystemPackage

/// One segment of a log: a file with the bytes as they came, and a file with its index.
struct Segment: Sendable, Hashable {
    /// The number of its first line; also the files' name.
    var base: UInt64
    /// Lines in it.
    var lines = 0
    /// Bytes of lines.
    var bytes = 0
    /// Entries of the index.
    var runs = 0
    /// When its first line arrived; 0 while it is empty.
    var firstTimeNs: Int64 = 0

    /// One more than the number of its last line.
    var end: UInt64 { base + UInt64(lines) }
    /// Bytes of the index.
    var indexBytes: Int { IndexHeader.size + runs * RunEntry.size }

    /// Twenty digits, so that the order of the names is the order of the lines.
    var name: String {
        let digits = String(base)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }

    func logPath(in directory: FilePath) -> FilePath { directory.appending(name + ".log") }
    func indexPath(in directory: FilePath) -> FilePath { directory.appending(name + ".idx") }
}

/// The two files of a segment, open.
struct SegmentFiles: Sendable {
    let log: OpenFile
    let index: OpenFile

    /// Opens the files of a segment that may have been dropped in the meantime; nil if so.
    static func openForReading(_ segment: Segment, in directory: FilePath) throws(Errno) -> SegmentFiles? {
        do throws(Errno) {
            return try SegmentFiles(
                log: OpenFile(segment.logPath(in: directory), flags: O_RDONLY),
                index: OpenFile(segment.indexPath(in: directory), flags: O_RDONLY)
            )
        } catch .noSuchFileOrDirectory {
            return nil
        }
    }
}
