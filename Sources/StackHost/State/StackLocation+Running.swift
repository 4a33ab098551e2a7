import ControlClient
import Foundations
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
    private static func hasOpen(_ pid: Int32, _ file: FileStatus) -> Bool? {
        let folder = "/proc/\(pid)/fd"
        return isOpen(among: { try? OwnedDirectory(path: folder).names() }) { name in
            if let other = FileStatus("\(folder)/\(name)", followsLinks: true) {
                return other.isSameFile(as: file) ? .theFile : .another
            }
            return errno == ENOENT ? .closed : .unreadable
        }
    }

    /// What an open file of a process proves to be.
    enum OpenFile {
        case theFile
        case another
        /// The process closed it meanwhile.
        case closed
        case unreadable
    }

    /// Whether a file is among open ones. It is missing only if each of the others could be looked at.
    /// - Parameters:
    ///   - names: lists the open files; nil if they cannot be listed.
    ///   - look: looks at one of them.
    static func isOpen(among names: () -> [String]?, look: (String) -> OpenFile) -> Bool? {
        // The process may close files while they are looked at.
        for _ in 0..<3 {
            // The list of a process that exits is empty.
            guard let names = names(), !names.isEmpty else { return nil }
            let found = names.map(look)
            if found.contains(.theFile) { return true }
            if found.contains(.unreadable) { return nil }
            if !found.contains(.closed) { return false }
        }
        return nil
    }
}
