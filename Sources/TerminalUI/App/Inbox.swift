import ControlAPI
import Synchronization

/// Messages that wait for the application, bounded: of log lines only those are kept that it would keep itself, so
/// that a flood of them takes neither memory nor time, however slow the terminal is.
final class Inbox: Sendable {
    private struct State {
        var messages: [Message] = []
        var logs: PendingLogs?
    }

    private struct PendingLogs {
        var generation: Int
        var lines: [LogLine] = []
        var skipped = 0
        private var bytes = 0
        private let maximumLines = 10_000
        private let maximumBytes = 32 << 20

        init(generation: Int) {
            self.generation = generation
        }

        var message: Message { .logs(generation: generation, lines: lines, skipped: skipped) }

        /// Keeps the newest lines, with slack, so that each is moved once and not with every batch.
        mutating func append(_ batch: LogBatch) {
            if batch.skipped > 0 {
                // What is kept would not join what comes.
                skipped += lines.count + batch.skipped
                lines = []
                bytes = 0
            }
            lines += batch.lines
            bytes += batch.lines.reduce(0) { $0 + $1.text.utf8.count }
            guard lines.count > 2 * maximumLines || bytes > 2 * maximumBytes else { return }
            var kept = 0
            var room = maximumBytes
            while kept < min(maximumLines, lines.count) {
                room -= lines[lines.count - 1 - kept].text.utf8.count
                if room < 0, kept > 0 { break }
                kept += 1
            }
            skipped += lines.count - kept
            lines.removeFirst(lines.count - kept)
            bytes = maximumBytes - max(0, room)
        }
    }

    private let state = Mutex(State())
    /// Fires when there may be something; several firings may come as one.
    let signal: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ message: Message) {
        state.withLock { state in
            // What came before a break must be taken in before it.
            if case .logsInterrupted = message, let logs = state.logs {
                state.messages.append(logs.message)
                state.logs = nil
            }
            state.messages.append(message)
        }
        wake()
    }

    func post(logs batch: LogBatch, generation: Int) {
        state.withLock { state in
            if state.logs?.generation != generation { state.logs = PendingLogs(generation: generation) }
            state.logs?.append(batch)
        }
        wake()
    }

    func wake() {
        continuation.yield()
    }

    /// Everything that waits, in the order of its coming; log lines last.
    func drain() -> [Message] {
        let (messages, logs) = state.withLock { state in
            defer { state = State() }
            return (state.messages, state.logs)
        }
        guard let logs else { return messages }
        return messages + [logs.message]
    }
}
