/// Tracks the levels of a service's lines: a continuation line inherits the level of the line it continues.
///
/// Standard output and standard error are tracked separately, since their lines interleave. Lines of cpadev are `info`
/// unless their text indicates another level, and are never continued.
package struct LevelTracker: Sendable {
    /// The multi-line block that a stream is in.
    private enum Block: Sendable {
        case none
        /// A Python traceback, up to the first unindented line, the exception.
        case traceback
        /// A Rust panic, whose next line is the message.
        case panic
        /// A Go stack trace, up to an empty line.
        case goroutine
    }

    private struct State: Sendable {
        var level: LogLevel?
        var block = Block.none
    }

    private var stdout = State()
    private var stderr = State()

    private let expected: ExpectedTexts

    /// - Parameter expected: texts of errors that are harmless; their lines are `info`.
    package init(expecting expected: ExpectedTexts = ExpectedTexts()) { self.expected = expected }

    /// The level of the next line: its own or that of the line it continues; nil if neither has one.
    /// - Parameter isContinuation: whether it is the rest of a line that began in an earlier record.
    package mutating func level(
        of line: UnsafeRawBufferPointer,
        stream: LogStream,
        isContinuation: Bool = false
    ) -> LogLevel? {
        switch stream {
        case .stdout where isContinuation: return stdout.level
        case .stderr where isContinuation: return stderr.level
        case .stdout: return ColourStripper.with(line) { Self.advance(&stdout, $0, expected) }
        case .stderr: return ColourStripper.with(line) { Self.advance(&stderr, $0, expected) }
        case .system: return system(line)
        }
    }

    /// Forgets all previous lines.
    package mutating func reset() { self = LevelTracker(expecting: expected) }

    private mutating func system(_ line: Bytes) -> LogLevel {
        // No line continues across a start, an exit or lost lines.
        reset()
        return SystemLine.level(of: line)
    }

    private static func advance(
        _ state: inout State,
        _ line: Bytes,
        _ expected: ExpectedTexts
    ) -> LogLevel? {
        if state.block != .none, let isLast = isWithin(state.block, line) {
            if isLast { state.block = .none }
            return state.level
        }
        state.block = .none
        let finding = LevelDetector.finding(in: line)
        if case .level(let level) = finding {
            if level >= .error, expected.contains(anyIn: line) {
                state.level = .info
                return .info
            }
            state.level = level
            if level == .error, LevelDetector.isRustPanic(line, at: line.skippingBlanks(from: 0)) {
                state.block = .panic
            }
            return level
        }
        guard finding == .continuation || LevelDetector.looksContinued(line) else {
            // An empty line ends nothing: tracebacks have them between chained exceptions.
            if line.skippingBlanks(from: 0) == line.count { return state.level }
            state.level = nil
            return nil
        }
        let start = line.skippingBlanks(from: 0)
        if start < line.count {
            if LevelDetector.isTraceback(line, at: start) {
                state.block = .traceback
                // The exception is uncaught, or was logged at too low a level.
                if state.level.map({ $0 < .warn }) ?? true { state.level = .error }
            } else if line.has("goroutine ", at: start) {
                state.block = .goroutine
            }
        }
        return state.level
    }

    /// Whether a line is the last of a block; nil if it does not belong to it.
    private static func isWithin(_ block: Block, _ line: Bytes) -> Bool? {
        let isEmpty = line.skippingBlanks(from: 0) == line.count
        switch block {
        case .none: return nil
        case .traceback: return isEmpty ? nil : !(line[0] == 0x20 || line[0] == 0x09)
        case .panic: return true
        case .goroutine: return isEmpty
        }
    }
}
