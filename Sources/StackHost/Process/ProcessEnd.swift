import CLinux
import Foundations
import Glibc

/// Waits for the end of a process that need not be a child.
package enum ProcessEnd {
    /// Waits until a process has ended with all its threads, of which each holds its files. A zombie has ended: the init
    /// process of a container may reap it late or never.
    /// - Returns: whether it ended in time.
    package static func wait(for pid: Int32, within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        let descriptor = clinux_pidfd_open(pid)
        if descriptor < 0, errno == ESRCH { return true }
        defer { if descriptor >= 0 { close(descriptor) } }
        let hasEnded = try? await DedicatedThread.run("process-end") { () throws(CommandFailure) in
            while kill(pid, 0) == 0 || errno == EPERM {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                // Without a descriptor (an old kernel, or a sandbox that forbids the call) there is no event.
                let pause = descriptor >= 0 ? deadline : min(deadline, .now + .milliseconds(5))
                if poll(&entry, 1, PollTimeout.milliseconds(until: pause)) > 0 { return true }
                guard deadline > .now else { return false }
            }
            return true
        }
        return hasEnded ?? false
    }
}
