/// Something in a tar archive.
public struct TarEntry: Hashable, Sendable {
    /// What it is.
    public enum Kind: Hashable, Sendable {
        /// A regular file of so many bytes.
        case file(size: Int)
        /// A folder.
        case directory
        /// A symbolic link and what it points to.
        case symbolicLink(target: String)
    }

    /// Relative, without a slash at the end.
    public var path: String
    /// What it is.
    public var kind: Kind
    /// Permissions, such as 0o644.
    public var mode: UInt32
    /// Its owner.
    public var uid: UInt32
    /// Its group.
    public var gid: UInt32
    /// Seconds since 1970.
    public var modified: Int

    /// An entry that belongs to root, and is as old as can be.
    public init(path: String, kind: Kind, mode: UInt32, uid: UInt32 = 0, gid: UInt32 = 0, modified: Int = 0) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.uid = uid
        self.gid = gid
        self.modified = modified
    }
}
