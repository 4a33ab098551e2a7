import Glibc

/// `.cpadev/` and the socket's folder: made when they are missing, with the modes they need.
struct StateFolder {
    var location: StackLocation

    init(_ location: StackLocation) { self.location = location }

    func create() throws(CommandFailure) {
        try make(location.stateDirectory, 0o755)
        try make(location.dataDirectory, 0o755)
        try make(location.logsDirectory, 0o700)
        try make(location.seedsDirectory, 0o700)
        try make(location.runDirectory, 0o700)
        try makeSocketFolder()
        try probeWriting()
    }

    private func make(_ path: String, _ mode: UInt32) throws(CommandFailure) {
        guard mkdir(path, mode) != 0, errno != EEXIST else { return }
        let reason = String(cString: strerror(errno))
        throw CommandFailure(
            .failed,
            "cannot make the state folder \(path): \(reason)",
            hint: "make its parent writable, or set CPADEV_STATE_DIR to a folder of yours"
        )
    }

    /// Somebody else's folder under a name of ours must not get our socket.
    private func makeSocketFolder() throws(CommandFailure) {
        let folder = StackLocation.parent(location.socketPath)
        if mkdir(folder, 0o700) == 0 { return }
        let reason = String(cString: strerror(errno))
        var status = stat()
        guard errno == EEXIST, lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(.failed, "cannot make the socket's folder \(folder): \(reason)")
        }
        guard status.st_uid == geteuid() else {
            throw CommandFailure(
                .failed,
                "the socket's folder \(folder) belongs to another user",
                hint: "remove it, or set XDG_RUNTIME_DIR to a folder of yours"
            )
        }
        _ = chmod(folder, 0o700)
    }

    /// A folder that exists may still refuse files, and a full disk says so only when something is written.
    private func probeWriting() throws(CommandFailure) {
        let path = "\(location.runDirectory)/.probe"
        let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 0, count: 64 * 1024)
        let written = fd >= 0 ? block.withUnsafeBytes { write(fd, $0.baseAddress, $0.count) } : -1
        let error = errno
        if fd >= 0 { close(fd) }
        unlink(path)
        guard written != block.count else { return }
        let reason = fd >= 0 && written >= 0 ? "no space left on device" : String(cString: strerror(error))
        throw CommandFailure(
            .failed,
            "cannot write to the state folder \(location.stateDirectory): \(reason)",
            hint: error == ENOSPC || written >= 0
                ? "free space on that disk, or set CPADEV_STATE_DIR to a folder on another"
                : "make it writable, or set CPADEV_STATE_DIR to a folder of yours"
        )
    }
}

/// The lock that a supervisor holds for its whole life; the kernel releases it however it dies.
struct StateLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock without waiting; nil where another process holds it.
    init?(path: String) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }
}
