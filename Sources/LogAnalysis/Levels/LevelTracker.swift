/// Follows the levels of one service's lines: a line that goes on with another has that one's level.
///
/// Standard output and standard error are followed each by itself, as their lines mix. Lines of cpadev are `info` unless
/// they say otherwise, and no line goes on with them.
package struct LevelTracker: Sendable {
    /// What a stream's lines are part of.
    private enum Block: Sendable {
        case none
        /// Python's, up to the first line that is not indented: the exception.
        case traceback
        /// Rust's, whose next line is the message.
        case panic
        /// Go's, up to an empty line.
        case goroutine
    }

    private struct State: Sendable {
        var level: LogLevel?
        var block = Block.none
    }

    private var stdout = State()
    private var stderr = State()

    private let expected: ExpectedTexts

    /// Nothing came before.
    /// - Parameter expected: errors that are none; their lines are `info`.
    package init(expecting expected: ExpectedTexts = ExpectedTexts()) { self.expected = expected }

    /// The level of the next line, its own or that of the line which it goes on with; nil where neither has one.
    package mutating func level(of line: UnsafeRawBufferPointer, stream: LogStream) -> LogLevel? {
        switch stream {
        case .stdout: return Uncoloured.with(line) { Self.advance(&stdout, $0, expected).level }
        case .stderr: return Uncoloured.with(line) { Self.advance(&stderr, $0, expected).level }
        case .system: return system(line)
        }
    }

    /// Whether the next line goes on with the one before. To be asked instead of ``level(of:stream:)``, not beside it.
    package mutating func isContinuation(_ line: UnsafeRawBufferPointer, stream: LogStream) -> Bool {
        switch stream {
        case .stdout: return Uncoloured.with(line) { Self.advance(&stdout, $0, expected).isContinuation }
        case .stderr: return Uncoloured.with(line) { Self.advance(&stderr, $0, expected).isContinuation }
        case .system:
            _ = system(line)
            return false
        }
    }

    /// Forgets what came before.
    package mutating func reset() { self = LevelTracker(expecting: expected) }

    private mutating func system(_ line: Bytes) -> LogLevel {
        // A start, an end or lost lines: nothing goes on across it.
        reset()
        return SystemLine.level(of: line)
    }

    private static func advance(
        _ state: inout State,
        _ line: Bytes,
        _ expected: ExpectedTexts
    ) -> (level: LogLevel?, isContinuation: Bool) {
        if state.block != .none, let isLast = isWithin(state.block, line) {
            if isLast { state.block = .none }
            return (state.level, true)
        }
        state.block = .none
        let finding = LevelDetector.finding(in: line)
        if case .level(let level) = finding {
            if level >= .error, expected.contains(anyIn: line) {
                state.level = .info
                return (.info, false)
            }
            state.level = level
            if level == .error, LevelDetector.isRustPanic(line, at: line.skippingBlanks(from: 0)) {
                state.block = .panic
            }
            return (level, false)
        }
        guard finding == .continuation || LevelDetector.looksContinued(line) else {
            // An empty line parts nothing: tracebacks have them between cause and effect.
            if line.skippingBlanks(from: 0) == line.count { return (state.level, true) }
            state.level = nil
            return (nil, false)
        }
        let start = line.skippingBlanks(from: 0)
        if start < line.count {
            if LevelDetector.isTraceback(line, at: start) {
                state.block = .traceback
                // Nobody caught it, or somebody logged it as less than it is.
                if state.level.map({ $0 < .warn }) ?? true { state.level = .error }
            } else if line.has("goroutine ", at: start) {
                state.block = .goroutine
            }
        }
        return (state.level, true)
    }

    /// Whether a line belongs to a block, and if so, whether it is the last; nil where it does not.
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
