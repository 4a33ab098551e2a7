import Glibc

/// Creates files and folders that only their owner can read.
enum UndoFile {
    /// Writes a new file with mode 0600. Fails if the file exists.
    static func write(_ bytes: [UInt8], to path: String) throws(UndoPart.NoRoom) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot write \(path)") }
        defer { close(descriptor) }
        var start = 0
        while start < bytes.count {
            let written = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure("cannot write \(path)") }
            start += written
        }
    }

    /// Creates a folder with mode 0700 unless it exists.
    static func makeFolder(_ path: String) throws(UndoPart.NoRoom) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("cannot create \(path)") }
    }

    private static func failure(_ what: String) -> UndoPart.NoRoom {
        UndoPart.NoRoom(reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
