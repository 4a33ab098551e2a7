import Foundations
import Glibc

// Folders that may be deleted with all that is in them.
extension OwnedDirectory {
    private static let markName = ".cpadev-own"

    /// A mark whose folder is in use until the last reference is released, however its process ends.
    package final class Mark: Sendable {
        private let file: Int32

        fileprivate init(_ file: Int32) { self.file = file }

        deinit { close(file) }
    }

    /// Marks the folder as one that cpadev made for itself. The mark holds its own inode number, so that of a copied folder
    /// is worthless.
    @discardableResult
    package func mark() throws(StateFileError) -> Mark {
        let file = try open(Self.markName, O_RDWR | O_CREAT | O_TRUNC)
        let mark = Mark(file)
        guard let inode = FileStatus(descriptor: file)?.inode else { throw .system(errno, "stat", path) }
        // A lock, because whoever looks for abandoned folders may see neither all processes nor their true numbers.
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else { throw .system(errno, "lock", path) }
        if let error = CompleteWrite.write(Self.contents(inode), to: file) { throw .system(error, "write to", path) }
        return mark
    }

    /// Whether cpadev made the folder for itself.
    package var isMarked: Bool {
        guard let bytes = try? contents(of: Self.markName, limit: 64), let inode = status(of: Self.markName)?.inode
        else {
            return false
        }
        return bytes == Self.contents(inode)
    }

    /// Whether cpadev made the folder for itself, and the process that did is gone.
    package var isAbandoned: Bool {
        guard isMarked, let file = try? open(Self.markName, O_RDONLY) else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) == 0
    }

    private static func contents(_ inode: UInt64) -> [UInt8] { Array("@ \(inode)\n".utf8) }
}
