import ControlAPI
import FoundationEssentials
import Supervision

/// One subscriber's place in the stream of changes.
///
/// It pulls: nothing is buffered for a subscriber, so one that is slow or gone costs the supervisor nothing. What it
/// missed it takes from the journal, or from a fresh snapshot where the journal no longer has it.
actor UpdateFeed {
    private enum Wake: Sendable {
        case changed
        case tick
    }

    private let source: SupervisorControl
    private var cursor: UInt64?
    private var queue: [StackUpdate] = []
    private var wakes: AsyncStream<Wake>.Iterator?
    private var feeders: [Task<Void, Never>] = []
    private var ended = false

    init(_ source: SupervisorControl, after sequence: UInt64?) {
        self.source = source
        cursor = sequence
    }

    deinit { for feeder in feeders { feeder.cancel() } }

    /// The next update; nil once the supervisor ends or the task is cancelled.
    func next() async -> StackUpdate? {
        await listen()
        while queue.isEmpty, !ended, !Task.isCancelled {
            await refill()
            if !queue.isEmpty { break }
            var iterator = wakes
            let wake = await iterator?.next(isolation: self)
            wakes = iterator
            switch wake {
            case .changed: continue
            case .tick: queue.append(.metrics(await source.metrics()))
            case nil:
                // One last look: the news of the end itself came with the last wake-up.
                await refill()
                ended = true
            }
        }
        return queue.isEmpty ? nil : queue.removeFirst()
    }

    private func refill() async {
        if let cursor, let changes = await source.events(after: cursor) {
            self.cursor = changes.last?.sequence ?? cursor
            queue += changes.map { .event($0) }
        } else {
            let snapshot = await source.currentSnapshot()
            cursor = snapshot.sequence
            queue.append(.snapshot(snapshot))
        }
    }

    private func listen() async {
        guard wakes == nil else { return }
        // Several wake-ups mean no more than one, so few are kept.
        let (stream, continuation) = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .bufferingNewest(2))
        wakes = stream.makeAsyncIterator()
        let changes = await source.wakeUps()
        feeders = [
            Task {
                for await _ in changes { continuation.yield(.changed) }
                continuation.finish()
            },
            Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: SupervisorControl.metricsInterval)
                    continuation.yield(.tick)
                }
            },
        ]
    }
}
