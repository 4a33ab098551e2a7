import Synchronization

/// The pending messages of the dashboards. Answers are bounded: each panel has one question at a time.
final class DashboardInbox: Sendable {
    private let messages = Mutex<[DashboardMessage]>([])
    /// Fires when messages may be pending; several firings may be coalesced.
    let signal: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ message: DashboardMessage) {
        messages.withLock { $0.append(message) }
        wake()
    }

    func wake() { continuation.yield() }

    /// Removes and returns all pending messages in order of arrival.
    func drain() -> [DashboardMessage] {
        messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }

    /// Puts messages back that were drained and not processed.
    func putBack(_ earlier: some Sequence<DashboardMessage>) {
        messages.withLock { $0.insert(contentsOf: Array(earlier), at: 0) }
    }
}
