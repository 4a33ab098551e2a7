import CLinux
import Glibc
import NativeRuntime
import Synchronization

/// Sees to it that a supervisor that is told to end does end.
///
/// It has a thread of its own, which takes the signals and keeps the time: whatever blocks the threads of the concurrency
/// pool, a deadline passes, and then every process of the stack is killed, and the supervisor exits.
final class EndWatchdog: Sendable {
    /// Where it is; the files that it leaves behind.
    struct Paths: Sendable {
        var ledger: String
        var socket: String
        /// What it did, for the `down` that waits and for the next `up`.
        var news: String
    }

    private struct State {
        var deadline: ContinuousClock.Instant?
        var limit = Duration.zero
    }

    private let paths: Paths
    private let limit: EndLimit
    private let state = Mutex(State())
    /// Wakes the thread when a deadline was set.
    private let wake: (read: Int32, write: Int32)
    private let signals: Int32

    /// - Throws: where the system has no descriptor or thread left.
    init(paths: Paths, limit: EndLimit, onSignal: @escaping @Sendable () -> Void) throws(CommandFailure) {
        var ends: [Int32] = [-1, -1]
        let signals = clinux_watch_termination()
        guard signals >= 0, clinux_pipe(&ends) == 0 else {
            throw CommandFailure(.failed, "cannot watch for signals: \(String(cString: strerror(errno)))")
        }
        self.paths = paths
        self.limit = limit
        self.signals = signals
        wake = (ends[0], ends[1])
        guard OwnThread.start("end-watchdog", { [self] in keep(onSignal) }) else {
            throw CommandFailure(.failed, "cannot start the thread that watches for signals")
        }
    }

    /// The end has begun. What is not over within the limit is ended by force.
    func arm() {
        let limit = self.limit.current
        state.withLock { state in
            guard state.deadline == nil else { return }
            state = State(deadline: .now + limit, limit: limit)
        }
        poke()
    }

    /// The services have ended; what is left to be done is no hang.
    func disarm() {
        state.withLock { $0.deadline = nil }
        poke()
    }

    private func poke() {
        var byte: UInt8 = 0
        write(wake.write, &byte, 1)
    }

    /// The thread.
    private func keep(_ onSignal: @Sendable () -> Void) {
        while true {
            let left = state.withLock { $0.deadline }.map { ContinuousClock.now.duration(to: $0) }
            if let left, left <= .zero { endByForce() }
            var entries = [
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
            ]
            poll(&entries, 2, left.map { Int32(min($0 / .milliseconds(1) + 1, 600_000)) } ?? -1)
            var bytes = [UInt8](repeating: 0, count: 64)
            if entries[1].revents != 0 { read(wake.read, &bytes, bytes.count) }
            if entries[0].revents != 0, read(signals, &bytes, bytes.count) > 0 {
                arm()
                onSignal()
            }
        }
    }

    private func endByForce() -> Never {
        let limit = state.withLock { $0.limit }
        var lines = ["the supervisor did not end in order within \(limit.components.seconds) s"]
        if let contents = try? Ledger.read(path: paths.ledger) {
            for ended in LeftoverCleaner(grace: .zero).clean(contents) {
                lines.append("\(ended.killed ? "killed" : "stopped") \(ended.service), pid \(ended.pid)")
            }
        }
        for line in lines { Terminal.standardError.write(line + "\n") }
        let news = open(paths.news, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if news >= 0 { Terminal(descriptor: news).write(lines.map { $0 + "\n" }.joined()) }
        unlink(paths.socket)
        unlink(paths.ledger)
        _exit(CommandExit.failed.rawValue)
    }
}
