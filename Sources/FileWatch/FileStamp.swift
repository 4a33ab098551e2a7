import Glibc

/// The metadata by which a change of a file is detected. Equal stamps are assumed to mean equal contents.
struct FileStamp: Hashable, Sendable {
    private var inode: UInt64
    private var bytes: Int64
    private var seconds: Int
    private var nanoseconds: Int
    private var mode: UInt32

    var isFolder: Bool { mode & S_IFMT == S_IFDIR }

    /// Returns nil if the file does not exist. Symbolic links are not followed.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        bytes = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
        mode = status.st_mode
    }
}
