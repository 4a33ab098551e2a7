import Glibc
import Synchronization

/// Restores the terminal when the process ends without closing the screen: in a crash, by `exit`, or by a second
/// SIGTERM while the terminal blocks.
///
/// Restoring calls only `write`, `tcsetattr` and `sigaction`, which are async-signal-safe. All data is prepared
/// beforehand, in memory that needs no allocator or lock.
enum TerminalRestorer {
    private struct Record {
        var terminal: Int32
        var modes: termios
        var bytes: UnsafeMutableBufferPointer<UInt8>
        /// The previous actions for ``crashSignals``, in their order.
        var actions: UnsafeMutableBufferPointer<sigaction>
        var signals: UnsafeMutableBufferPointer<Int32>
    }

    /// Crash signals. The Swift runtime traps with SIGILL or SIGTRAP.
    private static let crashSignals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]
    /// The address of the record, or 0. Whichever caller takes it restores the terminal, so that happens only once.
    private static let armed = Atomic<UInt>(0)
    private static let hasExitHook = Atomic<Bool>(false)

    /// Arms the restorer: when the process ends, it writes these bytes to the terminal and restores its modes.
    static func arm(terminal: Int32, modes: termios, bytes: [UInt8]) {
        disarm()
        let record = UnsafeMutablePointer<Record>.allocate(capacity: 1)
        let signals = copy(of: crashSignals)
        let actions = copy(of: Array(repeating: sigaction(), count: crashSignals.count))
        record.initialize(
            to: Record(terminal: terminal, modes: modes, bytes: copy(of: bytes), actions: actions, signals: signals)
        )
        armed.store(UInt(bitPattern: record), ordering: .sequentiallyConsistent)
        if !hasExitHook.exchange(true, ordering: .sequentiallyConsistent) {
            atexit { TerminalRestorer.restore() }
        }
        for (index, signal) in crashSignals.enumerated() {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { TerminalRestorer.crashed($0) }
            // On an alternate stack if the thread has one, as the Swift runtime sets up for backtraces.
            action.sa_flags = Int32(SA_ONSTACK)
            sigaction(signal, &action, &actions[index])
        }
    }

    /// Disarms the restorer, because the terminal has been restored.
    static func disarm() {
        guard let record = take() else { return }
        for (index, signal) in record.pointee.signals.enumerated() {
            sigaction(signal, &record.pointee.actions[index], nil)
        }
        // The record is leaked, because a handler on another thread may be reading it. It is small and rare.
    }

    /// Restores the terminal, once.
    static func restore() {
        guard let record = take() else { return }
        write(record)
    }

    /// Handles a crash signal: restores the terminal and re-raises the signal.
    private static func crashed(_ signal: Int32) {
        guard let record = take() else { return }
        write(record)
        for index in 0..<record.pointee.signals.count where record.pointee.signals[index] == signal {
            sigaction(signal, &record.pointee.actions[index], nil)
        }
        raise(signal)
    }

    private static func take() -> UnsafeMutablePointer<Record>? {
        UnsafeMutablePointer(bitPattern: armed.exchange(0, ordering: .sequentiallyConsistent))
    }

    private static func write(_ record: UnsafeMutablePointer<Record>) {
        _ = Glibc.write(record.pointee.terminal, record.pointee.bytes.baseAddress, record.pointee.bytes.count)
        _ = tcsetattr(record.pointee.terminal, TCSANOW, &record.pointee.modes)
    }

    private static func copy<Element>(of values: [Element]) -> UnsafeMutableBufferPointer<Element> {
        let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: values.count)
        _ = buffer.initialize(from: values)
        return buffer
    }
}
