import Glibc

/// What of a file tells that it changed. Two stamps that are equal are taken for the same contents.
struct FileStamp: Hashable, Sendable {
    private var inode: UInt64
    private var bytes: Int64
    private var seconds: Int
    private var nanoseconds: Int
    private var mode: UInt32

    var isFolder: Bool { mode & S_IFMT == S_IFDIR }

    /// nil where there is no such file. A symbolic link counts for itself.
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
