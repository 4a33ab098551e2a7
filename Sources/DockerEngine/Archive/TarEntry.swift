/// Something in a tar archive.
package struct TarEntry: Hashable, Sendable {
    /// What it is.
    package enum Kind: Hashable, Sendable {
        /// A regular file of so many bytes.
        case file(size: Int)
        /// A folder.
        case directory
        /// A symbolic link and what it points to.
        case symbolicLink(target: String)
    }

    /// Relative, without a slash at the end.
    package var path: String
    /// What it is.
    package var kind: Kind
    /// Permissions, such as 0o644.
    package var mode: UInt32
    /// Its owner.
    package var uid: UInt32
    /// Its group.
    package var gid: UInt32
    /// Seconds since 1970.
    package var modified: Int

    /// An entry that belongs to root, and is as old as can be.
    package init(path: String, kind: Kind, mode: UInt32, uid: UInt32 = 0, gid: UInt32 = 0, modified: Int = 0) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.uid = uid
        self.gid = gid
        self.modified = modified
    }
}
