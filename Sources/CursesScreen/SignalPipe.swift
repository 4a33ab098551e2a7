import Glibc
import Synchronization

/// Forwards signals to the screen's thread through a pipe, since a signal handler may do next to nothing.
enum SignalPipe {
    /// The signals that arrived.
    struct Arrivals: OptionSet, Sendable {
        var rawValue: UInt32

        static let resized = Arrivals(rawValue: 1)
        static let continued = Arrivals(rawValue: 2)
        static let stopRequested = Arrivals(rawValue: 4)
        static let terminated = Arrivals(rawValue: 8)
    }

    private static let signals = [SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT, SIGQUIT]
    private static let arrivals = Atomic<UInt32>(0)
    private static let writeEnd = Atomic<Int32>(-1)
    /// Whether another program has the terminal. Keyboard interrupts are then meant for that program.
    private static let isLent = Atomic<Bool>(false)
    private static let previous = Mutex<[Int32: sigaction]>([:])

    /// Installs the signal handlers; each writes a byte to the pipe.
    static func install(writeEnd descriptor: Int32) {
        writeEnd.store(descriptor, ordering: .sequentiallyConsistent)
        arrivals.store(0, ordering: .sequentiallyConsistent)
        previous.withLock { previous in
            for signal in signals {
                var old = sigaction()
                var action = action()
                sigaction(signal, &action, &old)
                previous[signal] = old
            }
        }
    }

    /// Restores the previous signal handlers.
    static func uninstall() {
        previous.withLock { previous in
            for (signal, action) in previous {
                var action = action
                sigaction(signal, &action, nil)
            }
            previous = [:]
        }
        writeEnd.store(-1, ordering: .sequentiallyConsistent)
    }

    static func setLent(_ lent: Bool) {
        isLent.store(lent, ordering: .sequentiallyConsistent)
    }

    /// Returns and clears the signals that arrived.
    static func take() -> Arrivals {
        Arrivals(rawValue: arrivals.exchange(0, ordering: .sequentiallyConsistent))
    }

    /// Stops the whole foreground job, as the terminal driver does on Ctrl-Z in other programs.
    static func stopJob() {
        var standard = sigaction()
        standard.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(SIGTSTP, &standard, nil)
        // Wrapper scripts are part of the job: unless they stop too, the shell keeps waiting.
        kill(0, SIGTSTP)
    }

    /// Handles SIGTSTP again after ``stopJob()``.
    static func handleStops() {
        var action = action()
        sigaction(SIGTSTP, &action, nil)
    }

    private static func action() -> sigaction {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { SignalPipe.arrived($0) }
        action.sa_flags = Int32(SA_RESTART)
        return action
    }

    /// Runs in the signal handler: only atomics and a `write`.
    private static func arrived(_ signal: Int32) {
        if signal == SIGINT || signal == SIGQUIT, isLent.load(ordering: .sequentiallyConsistent) { return }
        let before = errno
        let arrival: Arrivals =
            switch signal {
            case SIGWINCH: .resized
            case SIGCONT: .continued
            case SIGTSTP: .stopRequested
            default: .terminated
            }
        let old = arrivals.bitwiseOr(arrival.rawValue, ordering: .sequentiallyConsistent).oldValue
        if signal == SIGTERM || signal == SIGINT, old & Arrivals.terminated.rawValue != 0 {
            // An earlier request is still unprocessed, so the terminal blocks: exit without it.
            TerminalRestorer.restore()
            _exit(128 + signal)
        }
        var byte: UInt8 = 1
        _ = write(writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = before
    }
}
