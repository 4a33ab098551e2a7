package import Glibc

/// A folder of this user, held open. What is in it is opened by name, relative to it, and never through a symbolic link.
///
/// A checkout can bring links and files in the place of a stack's state, and another user can put some there where a
/// folder allows it. Both would have cpadev read, overwrite, obey or delete what is not its own.
package final class OwnedDirectory: Sendable {
    /// Who may own a folder.
    package enum Owner: Sendable {
        /// The effective user alone.
        case caller
        /// Anybody: the data of a service belongs to the user that it runs as.
        case anyone
    }

    /// The path by which it was opened, for messages.
    package let path: String
    let descriptor: Int32

    /// Opens a folder by its path, of which the last component must be no link.
    /// - Parameters:
    ///   - mode: with which it is made where it is missing; nil: it is not made.
    ///   - tightens: takes the rights away that an existing folder of this user gives beyond `mode`.
    /// - Throws: ``StateFileError``, also where another user owns it or, unless its sticky bit keeps them from replacing
    ///   what is in it, may write to it.
    package convenience init(
        path: String,
        making mode: mode_t? = nil,
        tightens: Bool = false
    ) throws(StateFileError) {
        try self.init(AT_FDCWD, path, path, mode, tightens, .caller)
    }

    private init(
        _ parent: Int32,
        _ name: String,
        _ path: String,
        _ mode: mode_t?,
        _ tightens: Bool,
        _ owner: Owner
    ) throws(StateFileError) {
        self.path = path
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        var isNew = false
        if let mode {
            if mkdirat(parent, name, mode) == 0 {
                isNew = true
            } else if errno != EEXIST {
                throw .system(errno, "make", path)
            }
        }
        descriptor = openat(parent, name, flags)
        guard descriptor >= 0 else {
            let error = errno
            var status = stat()
            if fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
                if status.st_mode & S_IFMT == S_IFLNK { throw .link(path) }
                if status.st_mode & S_IFMT != S_IFDIR {
                    throw StateFileError(.wrongKind, path, "\(path) is not a folder", remedy: "move it out of the way")
                }
            }
            throw .system(error, "open", path)
        }
        // The umask may have taken more than the mode says.
        if isNew, let mode { _ = fchmod(descriptor, mode) }
        try check(mode, tightens, owner)
    }

    private func check(_ mode: mode_t?, _ tightens: Bool, _ owner: Owner) throws(StateFileError) {
        let status = try status()
        if owner == .caller, status.st_uid != geteuid() { throw .foreignOwner(path, status.st_uid) }
        let rights = status.st_mode & 0o7777
        if tightens, let mode, rights & 0o777 & ~mode != 0, status.st_uid == geteuid() || geteuid() == 0 {
            guard fchmod(descriptor, rights & (mode | 0o7000)) == 0 else { throw .system(errno, "chmod", path) }
        } else if owner == .caller, rights & 0o022 != 0, rights & S_ISVTX == 0 {
            throw .writableByOthers(path)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What fstat(2) says of the folder.
    package func status() throws(StateFileError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno, "look at", path) }
        return status
    }

    /// What lstat(2) says of an entry; nil where there is none.
    package func status(of name: String) -> stat? {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    /// Opens a folder in it; the parameters are those of ``init(path:making:tightens:)``.
    package func directory(
        _ name: String,
        making mode: mode_t? = nil,
        tightens: Bool = false,
        owner: Owner = .caller
    ) throws(StateFileError) -> OwnedDirectory {
        try OwnedDirectory(descriptor, name, "\(path)/\(name)", mode, tightens, owner)
    }

    /// The names in it, sorted, without `.` and `..`.
    package func names() throws(StateFileError) -> [String] {
        // A descriptor of its own: fdopendir takes it over, and reading moves its position.
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
