import ControlAPI
import Synchronization

/// The application's pending messages. Log lines are bounded: the inbox keeps only as many as the application would, so
/// a flood costs neither memory nor time, however slow the terminal is.
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

        /// Keeps the newest lines. Trims only at twice the limit, so that each line moves once instead of with every
        /// batch.
        mutating func append(_ batch: LogBatch) {
            if batch.skipped > 0 {
                // The kept lines would not be contiguous with the new ones.
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
    /// Fires when messages may be pending; several firings may be coalesced.
    let signal: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ message: Message) {
        state.withLock { state in
            // Lines from before the break must be processed before it.
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

    /// Removes and returns all pending messages in order of arrival, log lines last.
    func drain() -> [Message] {
        let (messages, logs) = state.withLock { state in
            defer { state = State() }
            return (state.messages, state.logs)
        }
        guard let logs else { return messages }
        return messages + [logs.message]
    }
}
