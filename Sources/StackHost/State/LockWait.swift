import CLinux
import ControlClient
import Foundations
import Glibc

/// Waits for the process that holds a stack's lock, or will hold it: until it has ended, or listens to commands.
package struct LockWait: Sendable {
    private let location: StackLocation

    package init(_ location: StackLocation) { self.location = location }

    /// Returns when the lock is free, or when the time is up.
    package func untilFree(within limit: Duration) async {
        await wait(.now + limit) { !HeldLock.isHeld(location) }
    }

    /// Returns when the lock is free, when a supervisor listens, or when the time is up.
    package func untilListening(until deadline: ContinuousClock.Instant) async {
        await wait(deadline) { !HeldLock.isHeld(location) || UnixSocket.isListening(at: location.socketPath) }
    }

    /// Returns when a supervisor listens, which may not have been started yet, or when the time is up.
    package func untilNextListens(until deadline: ContinuousClock.Instant) async {
        await wait(deadline) { UnixSocket.isListening(at: location.socketPath) }
    }

    private func wait(_ deadline: ContinuousClock.Instant, until isDone: @escaping @Sendable () -> Bool) async {
        // Without a thread, the caller tries again at once.
        try? await DedicatedThread.run("lock-wait") { () throws(CommandFailure) in block(deadline, until: isDone) }
    }

    /// A lock cannot be waited for without taking it. The events are the end of its holder, and the changes of the
    /// socket, which a supervisor makes accessible once it listens.
    private func block(_ deadline: ContinuousClock.Instant, until isDone: () -> Bool) {
        let changes = clinux_inotify_create()
        defer { close(changes) }
        var entries = [clinux_inotify_entry](repeating: clinux_inotify_entry(), count: 256)
        while deadline > .now {
            // The folder may have been removed and created again since the last look.
            _ = clinux_inotify_add(changes, StackLocation.parent(location.socketPath))
            guard !isDone() else { return }
            let holder = HeldLock.holder(location).map { clinux_pidfd_open($0) } ?? -1
            defer { if holder >= 0 { close(holder) } }
            var polled = [
                pollfd(fd: changes, events: Int16(POLLIN), revents: 0),
                pollfd(fd: holder, events: Int16(POLLIN), revents: 0),
            ]
            // The holder is unknown for an instant after it took the lock, or for long if it is in another container.
            let isUnknown = holder < 0 && HeldLock.isHeld(location)
            let pause = Duration.milliseconds(isUnknown ? 20 : 1000)
            poll(&polled, 2, PollTimeout.milliseconds(until: min(deadline, .now + pause)))
            while clinux_inotify_read(changes, &entries, Int32(entries.count)) > 0 {}
        }
    }
}
