import Foundations
import Glibc

// File operations.
extension OwnedDirectory {
    /// Opens a regular file that this user owns and no other user can write to, and returns its descriptor. The call
    /// never blocks. The descriptor is close-on-exec.
    /// - Parameter flags: As for open(2). A file that is created has mode 0600.
    package func open(_ name: String, _ flags: Int32) throws(StateFileError) -> Int32 {
        let file = "\(path)/\(name)"
        let truncates = flags & O_TRUNC != 0
        // The file is truncated only once it is known to be ours. O_NONBLOCK, because open(2) of a FIFO would block.
        let wanted = (flags & ~O_TRUNC) | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        let opened = openat(descriptor, name, wanted, 0o600 as mode_t)
        guard opened >= 0 else {
            let error = errno
            if error == ELOOP { throw .link(file) }
            throw .system(error, "open", file)
        }
        do throws(StateFileError) {
            try checkFile(opened, file)
            if truncates, ftruncate(opened, 0) != 0 { throw .system(errno, "write", file) }
        } catch {
            close(opened)
            throw error
        }
        return opened
    }

    private func checkFile(_ opened: Int32, _ file: String) throws(StateFileError) {
        guard let status = FileStatus(descriptor: opened) else { throw .system(errno, "stat", file) }
        guard status.kind == .regular else {
            throw StateFileError(
                .wrongKind,
                file,
                "\(file) is not a regular file",
                remedy: "rm \(QuotedValue.shell(file))"
            )
        }
        guard status.belongsToCaller else { throw .foreignOwner(file, status.owner) }
        guard status.permissions & 0o022 == 0 else { throw .writableByOthers(file) }
    }

    /// Returns the file's bytes; nil if it does not exist.
    /// - Parameter limit: The largest number of bytes to read.
    package func contents(of name: String, limit: Int = 64 << 20) throws(StateFileError) -> [UInt8]? {
        let opened: Int32
        do { opened = try open(name, O_RDONLY) } catch {
            if error.code == .system(ENOENT) { return nil }
            throw error
        }
        defer { close(opened) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < limit {
            let count = read(opened, &buffer, min(buffer.count, limit - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno, "read", "\(path)/\(name)") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Creates a file with an unpredictable name.
    /// - Returns: The name and a descriptor for writing.
    package func makeFile(prefix: String) throws(StateFileError) -> (name: String, descriptor: Int32) {
        let name = prefix + String(UInt64.random(in: .min ... .max), radix: 36)
        return (name, try open(name, O_WRONLY | O_CREAT | O_EXCL))
    }

    /// Replaces a file atomically by way of a temporary one: a reader sees either the old or the new content.
    package func replace(_ name: String, with bytes: [UInt8]) throws(StateFileError) {
        let (temporary, opened) = try makeFile(prefix: ".new-")
        let written = bytes.withUnsafeBytes { write(opened, $0.baseAddress, $0.count) }
        let error = written < 0 ? errno : ENOSPC
        close(opened)
        guard written == bytes.count else {
            remove(temporary)
            throw .system(error, "write", "\(path)/\(name)")
        }
        try rename(temporary, to: name)
    }

    /// Renames an entry, replacing any entry that has the other name. On failure the entry is removed.
    package func rename(_ name: String, to other: String) throws(StateFileError) {
        guard renameat(descriptor, name, descriptor, other) == 0 else {
            let error = errno
            remove(name)
            throw .system(error, "write", "\(path)/\(other)")
        }
    }

    /// Unlinks a file or symbolic link.
    package func remove(_ name: String) { unlinkat(descriptor, name, 0) }

    /// Deletes an entry recursively. Symbolic links are deleted, not followed. A mount point is an error.
    package func removeTree(_ name: String) throws(StateFileError) {
        try removeTree(name, mountID)
    }

    private func removeTree(_ name: String, _ mount: Substring?) throws(StateFileError) {
        guard let entry = status(of: name) else { return }
        guard entry.kind == .folder else {
            guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
                throw .system(errno, "remove", "\(path)/\(name)")
            }
            return
        }
        // Some servers create folders that not even their owner can write to.
        if entry.permissions & 0o700 != 0o700 { _ = fchmodat(descriptor, name, 0o700, 0) }
        let folder = try directory(name, owner: .anyone)
        guard folder.mountID == mount else {
            throw StateFileError(.mountPoint, "\(path)/\(name)", "\(path)/\(name) is a mount point")
        }
        for child in try folder.names() { try folder.removeTree(child, mount) }
        guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 else {
            throw .system(errno, "remove", "\(path)/\(name)")
        }
    }

    /// The folder's mount ID, which distinguishes bind mounts of the same file system; nil without /proc. Source:
    /// proc(5), /proc/pid/fdinfo.
    private var mountID: Substring? {
        let file = Glibc.open("/proc/self/fdinfo/\(descriptor)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(file, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }
    }
}
