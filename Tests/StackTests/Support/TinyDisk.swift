import Glibc
import TestSupport

/// A file system in memory, for what a full or read-only disk does.
struct TinyDisk: Sendable {
    let path: String

    init(at path: String, options: String) throws {
        guard Glibc.mount("tmpfs", path, "tmpfs", 0, options) == 0 else {
            throw TestFailure("cannot mount a tmpfs: errno \(errno)")
        }
        self.path = path
    }

    /// Refuses every write from now on.
    func makeReadOnly() throws {
        guard Glibc.mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
            throw TestFailure("cannot remount the tmpfs: errno \(errno)")
        }
    }

    /// Writes until nothing fits any more.
    func fill() throws {
        let file = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw TestFailure("cannot fill the disk: errno \(errno)") }
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) > 0 {}
    }

    /// Takes away what filled it.
    func empty() throws {
        guard unlink("\(path)/filler") == 0 || errno == ENOENT else {
            throw TestFailure("cannot unlink: errno \(errno)")
        }
    }

    func unmount() {
        umount2(path, Int32(MNT_DETACH))
    }
}
