package import Glibc

/// What the kernel says of a file.
///
/// Other modules use this instead of `stat`: where a dependency imports Foundation, the compiler may count the
/// structure's members as CoreFoundation's, depending on the order in which it reads the files of a module.
///
/// Source: stat(2).
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Sendable {
        case regular
        case folder
        case link
        /// A FIFO or an unnamed pipe.
        case pipe
        case socket
        case device
    }

    package let kind: Kind
    /// The permission bits, with set-user-ID, set-group-ID and sticky.
    package let permissions: mode_t
    package let owner: uid_t
    package let device: UInt64
    package let inode: UInt64
    /// In bytes.
    package let size: Int
    /// When the contents last changed: nanoseconds since 1970.
    package let modifiedNs: Int64

    /// Returns nil if the path cannot be looked up; errno has the reason.
    package init?(_ path: String, followsLinks: Bool = false) {
        self.init(path, in: AT_FDCWD, followsLinks: followsLinks)
    }

    /// - Parameter folder: The descriptor of the folder that a relative name is looked up in.
    package init?(_ name: String, in folder: Int32, followsLinks: Bool = false) {
        var status = stat()
        guard fstatat(folder, name, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        self.init(status)
    }

    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        permissions = status.st_mode & 0o7777
        owner = status.st_uid
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modifiedNs = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    package var belongsToCaller: Bool { owner == geteuid() }

    /// Whether both are the same file.
    package func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
