import Glibc
import Synchronization

/// Leaves the terminal usable when the process ends without closing the screen: by a crash, by `exit`, or by a second
/// SIGTERM while the terminal blocks.
///
/// The restoring calls nothing but `write`, `tcsetattr` and `sigaction`, which are safe in a signal handler; all that
/// it needs is made ready beforehand, in memory that no allocator or lock stands before.
enum TerminalRestorer {
    private struct Record {
        var terminal: Int32
        var modes: termios
        var bytes: UnsafeMutableBufferPointer<UInt8>
        /// What handled the signals of ``crashSignals`` before, in their order.
        var actions: UnsafeMutableBufferPointer<sigaction>
        var signals: UnsafeMutableBufferPointer<Int32>
    }

    /// The signals of a crash. The Swift runtime ends with SIGILL or SIGTRAP.
    private static let crashSignals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]
    /// The address of the record, or 0. Whoever takes it out restores, so that it happens once.
    private static let armed = Atomic<UInt>(0)
    private static let hasExitHook = Atomic<Bool>(false)

    /// From now on the end of the process writes these bytes to the terminal and puts its modes back.
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
            // On a stack of its own where the thread has one, as the Swift runtime gives it for backtraces.
            action.sa_flags = Int32(SA_ONSTACK)
            sigaction(signal, &action, &actions[index])
        }
    }

    /// The terminal is in order: nothing is left to do at the end.
    static func disarm() {
        guard let record = take() else { return }
        for (index, signal) in record.pointee.signals.enumerated() {
            sigaction(signal, &record.pointee.actions[index], nil)
        }
        // The record itself stays: a handler on another thread may be reading it. It is small and rare.
    }

    /// Puts the terminal in order, once.
    static func restore() {
        guard let record = take() else { return }
        write(record)
    }

    /// A signal of a crash: restores, and then lets it have its way.
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
