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

        var message: Message { .logs(generation: generation, lines: lines, skipped: skipped) }
    }

    private static let maximumLines = 10_000
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

    func post(logs lines: [LogLine], generation: Int) {
        state.withLock { state in
            var pending = state.logs ?? PendingLogs(generation: generation)
            if pending.generation != generation { pending = PendingLogs(generation: generation) }
            pending.lines += lines
            // Cut with slack, so that each line is moved once and not with every batch.
            if pending.lines.count > 2 * Self.maximumLines {
                let excess = pending.lines.count - Self.maximumLines
                pending.lines.removeFirst(excess)
                pending.skipped += excess
            }
            state.logs = pending
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
