import ControlClient
import Glibc
import StateFiles

// Whether the stack of a location is running.
extension StackLocation {
    /// Whether the stack's supervisor listens.
    /// - Throws: if the state folder or the socket's folder cannot be trusted, or if the supervisor uses another one. The socket's name comes
    ///   from the folder's path, so both are the case if another user has replaced the folder.
    package func isRunning() throws(CommandFailure) -> Bool {
        let run = try StateFolder(self).open()?.run()
        guard UnixSocket.isListening(at: socketPath) else { return false }
        try SocketFolder(self).verify()
        // Without a lock, nothing in the folder is any stack's. The user may have deleted it.
        guard let lock = run?.status(of: StateLock.fileName), let pid = UnixSocket.listener(at: socketPath),
            Self.hasOpen(pid, lock) == false
        else { return true }
        throw CommandFailure(
            .failed,
            "\(stateDirectory) is not the state folder of the running stack, whose supervisor has pid \(pid)",
            hint: "it was replaced while the stack ran: put the folder back, or move this one away"
        )
    }

    /// Whether a process has a file open, which a supervisor has its lock; nil if this cannot be told.
    private static func hasOpen(_ pid: Int32, _ file: stat) -> Bool? {
        let folder = "/proc/\(pid)/fd"
        return isOpen(file, among: { try? OwnedDirectory(path: folder).names() }) { name, status in
            stat("\(folder)/\(name)", &status) == 0 ? 0 : errno
        }
    }

    /// Whether a file is among open ones. It is missing only if each of the others could be looked at.
    /// - Parameters:
    ///   - names: lists the open files; nil if they cannot be listed.
    ///   - look: gets the status of one of them, and returns 0 or the errno.
    static func isOpen(_ file: stat, among names: () -> [String]?, look: (String, inout stat) -> Int32) -> Bool? {
        // The process may close files while they are looked at.
        for _ in 0..<3 {
            // The list of a process that exits is empty.
            guard let names = names(), !names.isEmpty else { return nil }
            var (isComplete, isReadable) = (true, true)
            for name in names {
                var status = stat()
                switch look(name, &status) {
                case 0: if status.st_dev == file.st_dev, status.st_ino == file.st_ino { return true }
                case ENOENT: isComplete = false
                default: isReadable = false
                }
            }
            if !isReadable { return nil }
            if isComplete { return false }
        }
        return nil
    }
}
