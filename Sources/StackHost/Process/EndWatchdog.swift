import CLinux
import Foundations
import Glibc
import NativeRuntime
import StateFiles
import Synchronization

/// Ensures that a supervisor exits once it has been asked to.
///
/// A dedicated thread handles signals and the deadline, so the watchdog works even if every thread of the concurrency
/// pool is blocked. When the deadline passes, it kills all processes of the stack, and the supervisor exits.
final class EndWatchdog: Sendable {
    /// The files that a forced end removes or writes.
    struct Files: Sendable {
        var ledger: Ledger
        var socket: String
        /// The folder of the report for the waiting `down` and the next `up`.
        var run: OwnedDirectory
    }

    private struct State {
        var deadline: ContinuousClock.Instant?
        var limit = Duration.zero
    }

    private let files: Files
    private let limit: EndLimit
    private let state = Mutex(State())
    /// A pipe that wakes the thread when the deadline changes.
    private let wake: (read: Int32, write: Int32)
    private let signals: Int32

    /// - Throws: if the system is out of descriptors or threads.
    init(files: Files, limit: EndLimit, onSignal: @escaping @Sendable () -> Void) throws(CommandFailure) {
        var ends: [Int32] = [-1, -1]
        let signals = clinux_watch_termination()
        guard signals >= 0, clinux_pipe(&ends) == 0 else {
            throw CommandFailure(.failed, "cannot watch for signals: \(String(cString: strerror(errno)))")
        }
        self.files = files
        self.limit = limit
        self.signals = signals
        wake = (ends[0], ends[1])
        do throws(DedicatedThread.StartError) {
            try DedicatedThread.start(named: "end-watchdog") { [self] in keep(onSignal) }
        } catch {
            throw CommandFailure(.failed, "cannot watch for signals: \(error)")
        }
    }

    /// Starts the deadline as shutdown begins. If it passes, the end is forced.
    func arm() {
        let limit = self.limit.current
        state.withLock { state in
            guard state.deadline == nil else { return }
            state = State(deadline: .now + limit, limit: limit)
        }
        poke()
    }

    /// Cancels the deadline once the services have ended. What remains may take its time.
    func disarm() {
        state.withLock { $0.deadline = nil }
        poke()
    }

    private func poke() {
        var byte: UInt8 = 0
        write(wake.write, &byte, 1)
    }

    private func keep(_ onSignal: @Sendable () -> Void) {
        while true {
            let deadline = state.withLock { $0.deadline }
            if let deadline, deadline <= .now { endByForce() }
            var entries = [
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
            ]
            poll(&entries, 2, PollTimeout.milliseconds(until: deadline))
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
        var lines = ["the supervisor did not shut down within \(limit.components.seconds) s"]
        if let contents = files.ledger.contents() {
            for ended in LeftoverCleaner(grace: .zero).clean(contents) {
                lines.append("\(ended.killed ? "killed" : "stopped") \(ended.service), pid \(ended.pid)")
            }
        }
        for line in lines { LogOutput.standardError.write(line) }
        if let news = try? files.run.open(StackLocation.forcedEndLogName, O_WRONLY | O_CREAT | O_TRUNC) {
            for line in lines { LogOutput(descriptor: news).write(line) }
        }
        unlink(files.socket)
        _ = files.ledger.remove()
        _exit(CommandExit.failed.rawValue)
    }
}
