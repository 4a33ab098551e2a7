/// An entry of a tar archive.
package struct TarEntry: Hashable, Sendable {
    /// The type of an entry.
    package enum Kind: Hashable, Sendable {
        /// A regular file of `size` bytes.
        case file(size: Int)
        case directory
        /// A symbolic link to `target`.
        case symbolicLink(target: String)
    }

    /// A relative path without a trailing slash.
    package var path: String
    package var kind: Kind
    /// Permission bits, such as 0o644.
    package var mode: UInt32
    package var uid: UInt32
    package var gid: UInt32
    /// Modification time in seconds since 1970.
    package var modified: Int

    /// Creates an entry; by default it is owned by root and dated 1970.
    package init(path: String, kind: Kind, mode: UInt32, uid: UInt32 = 0, gid: UInt32 = 0, modified: Int = 0) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.uid = uid
        self.gid = gid
        self.modified = modified
    }
}
