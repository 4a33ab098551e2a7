import Glibc
import StateFiles

/// `.cpadev/` and the socket's folder: made when they are missing, with the modes they need.
struct StateFolder {
    var location: StackLocation

    init(_ location: StackLocation) { self.location = location }

    /// Makes what is missing, takes rights of others away, and sees whether something can be written.
    func create() throws(CommandFailure) {
        try refusing { () throws(StateFileError) in
            // Services that run as other users reach their data through these two.
            let state = try OwnedDirectory(path: location.stateDirectory, making: 0o711)
            _ = try state.directory("data", making: 0o711, tightens: true)
            _ = try state.directory("logs", making: 0o700, tightens: true)
            let seeds = try state.directory("seeds", making: 0o700, tightens: true)
            try MadeFolders(in: seeds).claimEmptyFolder()
            let run = try state.directory("run", making: 0o700, tightens: true)
            try Self.settle(seeds)
            try Self.settle(run)
            try Self.probeWriting(run)
        }
        try makeSocketFolder()
    }

    /// Throws where what is there of the state is not this user's own. Changes nothing.
    func verify() throws(CommandFailure) {
        guard isThere else { return }
        try refusing { () throws(StateFileError) in
            let state = try OwnedDirectory(path: location.stateDirectory)
            for name in ["data", "logs", "seeds", "run"] where state.status(of: name) != nil {
                _ = try state.directory(name, tightens: false)
            }
        }
    }

    /// Throws where `create` would find no room or no right to write, as far as that can be told without writing.
    func verifyAccess() throws(CommandFailure) {
        try refusing { () throws(StateFileError) in
            var folder = isThere ? location.stateDirectory : StackLocation.parent(location.stateDirectory)
            if isThere, StackLocation.exists(location.runDirectory) { folder = location.runDirectory }
            guard access(folder, W_OK | X_OK) == 0 else { throw .system(errno, "write to", folder) }
            var disk = statvfs()
            guard statvfs(folder, &disk) == 0, disk.f_bavail * disk.f_frsize < 64 << 10 else { return }
            throw .system(ENOSPC, "write to", folder)
        }
    }

    /// Whether there is a state folder, or something in its place.
    var isThere: Bool {
        var status = stat()
        return lstat(location.stateDirectory, &status) == 0
    }

    /// The folder of the ledger, the lock and the supervisor's log; nil where there is none.
    func run() throws(CommandFailure) -> OwnedDirectory? {
        guard isThere else { return nil }
        var result: OwnedDirectory?
        try refusing { () throws(StateFileError) in
            let state = try OwnedDirectory(path: location.stateDirectory)
            if state.status(of: "run") != nil { result = try state.directory("run") }
        }
        return result
    }

    private func refusing(_ body: () throws(StateFileError) -> Void) throws(CommandFailure) {
        do throws(StateFileError) { try body() } catch {
            let isFull = error.code == .system(ENOSPC)
            throw CommandFailure(
                .failed,
                "cannot use the state folder: \(error.message)",
                hint: error.remedy
                    ?? (isFull
                        ? "free space on that disk, or set CPADEV_STATE_DIR to a folder on another"
                        : "make it writable, or set CPADEV_STATE_DIR to a folder of yours")
            )
        }
    }

    /// Makes sure of what is in a folder: cpadev makes no links there, so one came with the checkout, or from another user.
    private static func settle(_ folder: OwnedDirectory) throws(StateFileError) {
        for name in try folder.names() {
            switch (folder.status(of: name)?.st_mode ?? 0) & S_IFMT {
            case S_IFLNK: throw .link("\(folder.path)/\(name)")
            case S_IFDIR: try settle(try folder.directory(name, making: 0o700, tightens: true))
            default: break
            }
        }
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
    private static func probeWriting(_ run: OwnedDirectory) throws(StateFileError) {
        let (name, probe) = try run.makeFile(prefix: ".probe-")
        defer {
            close(probe)
            run.remove(name)
        }
        let block = [UInt8](repeating: 0, count: 64 * 1024)
        let written = block.withUnsafeBytes { write(probe, $0.baseAddress, $0.count) }
        guard written != block.count else { return }
        throw .system(written < 0 ? errno : ENOSPC, "write to", run.path)
    }
}

/// The lock that a supervisor holds for its whole life; the kernel releases it however it dies.
struct StateLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock without waiting; nil where another process holds it.
    init?(in run: OwnedDirectory) throws(StateFileError) {
        descriptor = try run.open("lock", O_RDWR | O_CREAT)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }
}
