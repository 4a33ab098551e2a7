import ControlAPI
import FoundationEssentials
import Foundations
import Seeding
import Supervision

/// A subscriber's position in the event stream.
///
/// The feed is pull-based: nothing is buffered for a subscriber, so a slow or dead one costs the supervisor nothing. It
/// catches up from the journal, or from a new snapshot if the journal no longer has the events.
actor UpdateFeed {
    private enum Wake: Sendable {
        case changed
        case tick
    }

    private let source: SupervisorControl
    private var cursor: UInt64?
    private var queue: [StackUpdate] = []
    private var wakes: AsyncStream<Wake>.Iterator?
    private var feeders: [OwnedTask<Void>] = []
    private var ended = false
    private var lastData: DataStatus?
    /// The maximum age of a drift measurement while there are subscribers.
    private static let maximumDriftAge = Duration.seconds(15)
    /// Too short to be noticed.
    private static let changesPause = Duration.milliseconds(8)
    /// Loading reports progress frequently, but it is only displayed.
    private static let dataPause = Duration.milliseconds(40)

    init(_ source: SupervisorControl, after sequence: UInt64?) {
        self.source = source
        cursor = sequence
    }

    /// Returns the next update; nil once the supervisor exits or the task is cancelled.
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
            case .tick:
                queue.append(.metrics(await source.metrics()))
                await source.data?.seeder.refresh(ifOlderThan: Self.maximumDriftAge)
            case nil:
                // Refill once more: the last wake-up announced the shutdown event.
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
            if let status = await source.data?.status(), status != lastData {
                lastData = status
                queue.append(.data(status))
            }
        } else {
            let snapshot = await source.currentSnapshot()
            cursor = snapshot.sequence
            lastData = snapshot.data
            queue.append(.snapshot(snapshot))
        }
    }

    private func listen() async {
        guard wakes == nil else { return }
        // Several wake-ups are equivalent to one, so the buffer is small.
        let (stream, continuation) = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .bufferingNewest(3))
        wakes = stream.makeAsyncIterator()
        let changes = await source.wakeUps()
        feeders = [
            OwnedTask {
                // Changes come in bursts, for example when a layer of services starts. Sending each one at once would
                // take CPU time from the start.
                await changes.forEach(pausing: Self.changesPause) { continuation.yield(.changed) }
                continuation.finish()
            },
            OwnedTask { [data = source.data] in
                guard let data else { return }
                await data.wakeUps().forEach(pausing: Self.dataPause) { continuation.yield(.changed) }
            },
            OwnedTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: SupervisorControl.metricsInterval)
                    continuation.yield(.tick)
                }
            },
        ]
    }
}
