import Glibc
import SystemPackage

/// A segment of a log: a file with the unmodified bytes, and an index file.
struct Segment: Sendable, Hashable {
    /// The number of its first line, which also names the files.
    var base: UInt64
    var lines = 0
    /// The size of the log file.
    var bytes = 0
    /// The number of index entries.
    var runs = 0
    /// When the first line arrived; 0 while the segment is empty.
    var firstTimeNs: Int64 = 0

    /// The number after that of its last line.
    var end: UInt64 { base + UInt64(lines) }
    /// The size of the index file.
    var indexBytes: Int { IndexHeader.size + runs * RunEntry.size }

    /// `base` with twenty digits, so that names sort by line number.
    var name: String {
        let digits = String(base)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }

    func logPath(in directory: FilePath) -> FilePath { directory.appending(name + ".log") }
    func indexPath(in directory: FilePath) -> FilePath { directory.appending(name + ".idx") }
}

/// The two open files of a segment.
struct SegmentFiles: Sendable {
    let log: OpenFile
    let index: OpenFile

    /// Opens the files of a segment; nil if it has been dropped in the meantime.
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
