import Foundations
import Glibc

// Folders that may be deleted with all that is in them.
extension OwnedDirectory {
    private static let markName = ".cpadev-own"

    /// Marks the folder as one that cpadev made for itself. The mark holds its own inode number, so that of a copied folder
    /// is worthless.
    package func mark() throws(StateFileError) {
        let file = try open(Self.markName, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        guard let inode = FileStatus(descriptor: file)?.inode else { throw .system(errno, "stat", path) }
        if let error = CompleteWrite.write(Array("@ \(inode)\n".utf8), to: file) {
            throw .system(error, "write to", path)
        }
    }

    /// Whether cpadev made the folder for itself.
    package var isMarked: Bool {
        guard let bytes = try? contents(of: Self.markName, limit: 64), let inode = status(of: Self.markName)?.inode
        else {
            return false
        }
        return bytes == Array("@ \(inode)\n".utf8)
    }
}
