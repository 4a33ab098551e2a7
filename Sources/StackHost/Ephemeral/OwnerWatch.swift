import CLinux
import Foundations
import Glibc

/// Watches the process for which a stack exists: the one that started its supervisor.
enum OwnerWatch {
    /// Calls `onEnd` when the process has ended. A thread waits for it until then, or until this process exits.
    /// - Parameter owner: the parent of this process.
    static func begin(_ owner: Int32, onEnd: @escaping @Sendable () -> Void) {
        let descriptor = clinux_pidfd_open(owner)
        // A parent that has ended is replaced by another one, and its number may be another process's.
        guard descriptor >= 0, getppid() == owner else { return onEnd() }
        DedicatedThread.startOrTrap(named: "owner") {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while poll(&entry, 1, -1) < 0, errno == EINTR {}
            onEnd()
        }
    }
}
