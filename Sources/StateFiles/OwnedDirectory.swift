package import Foundations
package import Glibc

/// An open folder that belongs to this user. Entries are opened by name, relative to it, never through a symbolic link.
///
/// A checkout can contain links and files at the path of a stack's state, and another user can create some if a folder
/// is writable for them. Either could make cpadev read, overwrite, trust or delete files that are not its own.
package final class OwnedDirectory: Sendable {
    /// Who may own a folder.
    package enum Owner: Sendable {
        /// Only the effective user.
        case caller
        /// Any user: a service's data belongs to the user that the service runs as.
        case anyone
    }

    /// The path it was opened by, for messages.
    package let path: String
    let descriptor: Int32

    /// Opens a folder by its path, whose last component must not be a symbolic link.
    /// - Parameters:
    ///   - mode: The mode used to create a missing folder; nil does not create it. Missing folders above it get the
    ///     same mode.
    ///   - tightensPermissions: Whether permissions beyond `mode` are removed from an existing folder of this user.
    ///     This never makes a folder trusted to which others could write: they may have created its entries.
    /// - Throws: ``StateFileError``, including if another user owns the folder or can write to it without a sticky bit
    ///   that keeps them from replacing its entries.
    package convenience init(
        path: String,
        making mode: mode_t? = nil,
        tightensPermissions: Bool = false
    ) throws(StateFileError) {
        if let mode { Self.makeParents(of: path, mode) }
        try self.init(AT_FDCWD, path, path, mode, tightensPermissions, .caller)
    }

    /// Creates the missing folders above a path. A failure shows when the folder itself is created.
    private static func makeParents(of path: String, _ mode: mode_t) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let parent = String(path[..<slash])
        guard access(parent, F_OK) != 0, errno == ENOENT else { return }
        makeParents(of: parent, mode)
        mkdir(parent, mode)
    }

    private init(
        _ parent: Int32,
        _ name: String,
        _ path: String,
        _ mode: mode_t?,
        _ tightensPermissions: Bool,
        _ owner: Owner
    ) throws(StateFileError) {
        self.path = path
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        var isNew = false
        if let mode {
            if mkdirat(parent, name, mode) == 0 {
                isNew = true
            } else if errno != EEXIST {
                throw .system(errno, "create", path)
            }
        }
        descriptor = openat(parent, name, flags)
        guard descriptor >= 0 else {
            let error = errno
            if let status = FileStatus(name, in: parent) {
                if status.kind == .link { throw .link(path) }
                if status.kind != .folder {
                    throw StateFileError(.wrongKind, path, "\(path) is not a folder", remedy: "move it out of the way")
                }
                throw Self.openFailure(error, path, owner: status.owner, caller: geteuid(), owner)
            }
            throw .system(error, "open", path)
        }
        // The umask may have cleared permissions that the mode includes.
        if isNew, let mode { _ = fchmod(descriptor, mode) }
        try check(mode, tightensPermissions, owner)
    }

    /// The error for an existing folder that cannot be opened. Another user's state folder is not readable.
    static func openFailure(
        _ number: Int32,
        _ path: String,
        owner user: uid_t,
        caller: uid_t,
        _ owner: Owner
    ) -> StateFileError {
        number == EACCES && owner == .caller && user != caller
            ? .foreignOwner(path, user) : .system(number, "open", path)
    }

    private func check(_ mode: mode_t?, _ tightensPermissions: Bool, _ owner: Owner) throws(StateFileError) {
        let status = try status()
        if owner == .caller, !status.belongsToCaller { throw .foreignOwner(path, status.owner) }
        let rights = status.permissions
        if owner == .caller, rights & 0o022 != 0, rights & S_ISVTX == 0 { throw .writableByOthers(path) }
        if tightensPermissions, let mode, rights & 0o777 & ~mode != 0, status.belongsToCaller || geteuid() == 0 {
            guard fchmod(descriptor, rights & (mode | 0o7000)) == 0 else { throw .system(errno, "chmod", path) }
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// A path to this very folder in this process, for functions that take paths: it is valid while this object lives,
    /// and leads here even if something else takes the place of ``path``.
    package var descriptorPath: String { "/proc/self/fd/\(descriptor)" }

    /// Throws if ``path`` no longer leads to this folder. Programs that are given the path would use another one.
    package func checkPath() throws(StateFileError) {
        let own = try status()
        guard let found = FileStatus(path, followsLinks: true), found.isSameFile(as: own) else { throw .replaced(path) }
    }

    /// Returns the folder's status.
    package func status() throws(StateFileError) -> FileStatus {
        guard let status = FileStatus(descriptor: descriptor) else { throw .system(errno, "stat", path) }
        return status
    }

    /// Returns an entry's status, without following links; nil if it does not exist.
    package func status(of name: String) -> FileStatus? { FileStatus(name, in: descriptor) }

    /// Opens a subfolder. The parameters are those of ``init(path:making:tightensPermissions:)``.
    package func directory(
        _ name: String,
        making mode: mode_t? = nil,
        tightensPermissions: Bool = false,
        owner: Owner = .caller
    ) throws(StateFileError) -> OwnedDirectory {
        try OwnedDirectory(descriptor, name, "\(path)/\(name)", mode, tightensPermissions, owner)
    }

    /// Returns the names of the entries, sorted, without `.` and `..`.
    package func names() throws(StateFileError) -> [String] {
        // A separate descriptor, because fdopendir takes ownership of it and reading moves its position.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw .system(errno, "read", path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
