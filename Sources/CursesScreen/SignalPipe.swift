import Glibc
import Synchronization

/// Signals that the screen cares for, brought to its thread through a pipe, since a handler may do next to nothing.
enum SignalPipe {
    /// What the screen's thread is to be told.
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
    /// Whether another program has the terminal: what the keyboard interrupts is that one.
    private static let isLent = Atomic<Bool>(false)
    private static let previous = Mutex<[Int32: sigaction]>([:])

    /// Handles the signals from now on; each writes a byte to the pipe.
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

    /// As it was before.
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

    /// What came since the last time.
    static func take() -> Arrivals {
        Arrivals(rawValue: arrivals.exchange(0, ordering: .sequentiallyConsistent))
    }

    /// Stops the whole foreground job, as the terminal driver does at Ctrl-Z where the screen did not take the key.
    static func stopJob() {
        var standard = sigaction()
        standard.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(SIGTSTP, &standard, nil)
        // A wrapper script is part of the job: it has to stop with us, or the shell would go on waiting.
        kill(0, SIGTSTP)
    }

    /// After ``stopJob()``.
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

    /// In the handler: two atomics and a `write`.
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
            // Asked before, and that was not even seen: the terminal blocks. Leave without it.
            TerminalRestorer.restore()
            _exit(128 + signal)
        }
        var byte: UInt8 = 1
        _ = write(writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = before
    }
}
