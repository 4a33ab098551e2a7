import Glibc
import Synchronization

/// The command that a stack was started for, and the signals that this process receives meanwhile.
final class RunningCommand: Sendable {
    private struct State {
        var pid: pid_t?
        var interrupts = 0
    }

    /// The number of Ctrl-C after which the command is killed.
    private static let patience = 3

    private let state = Mutex(State())

    func begin(_ pid: pid_t) { state.withLock { $0.pid = pid } }

    func end() { state.withLock { $0.pid = nil } }

    /// Passes a signal to the command; false if none is running.
    func take(_ signal: Int32) -> Bool {
        state.withLock { state in
            guard let pid = state.pid else { return false }
            guard signal == SIGINT else {
                kill(pid, signal)
                return true
            }
            state.interrupts += 1
            if state.interrupts >= Self.patience {
                kill(pid, SIGKILL)
            } else if !Self.terminalSentIt {
                kill(pid, signal)
            }
            return true
        }
    }

    /// Whether a terminal sends SIGINT to its foreground processes, to which this process and the command belong.
    private static var terminalSentIt: Bool {
        let terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return false }
        defer { close(terminal) }
        return tcgetpgrp(terminal) == getpgrp()
    }
}
