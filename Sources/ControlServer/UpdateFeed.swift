import ControlAPI
import FoundationEssentials
import Seeding
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
    private var lastData: DataStatus?
    /// How old a measure of the drift may be while somebody looks.
    private static let driftAge = Duration.seconds(15)
    /// Shorter than anybody notices.
    private static let changesPause = Duration.milliseconds(8)
    /// Progress of a load comes often, and is shown to people.
    private static let dataPause = Duration.milliseconds(40)

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
            case .tick:
                queue.append(.metrics(await source.metrics()))
                await source.data?.seeder.refresh(ifOlderThan: Self.driftAge)
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
            if let status = await source.data?.seeder.status(), status != lastData {
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
        // Several wake-ups mean no more than one, so few are kept.
        let (stream, continuation) = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .bufferingNewest(3))
        wakes = stream.makeAsyncIterator()
        let changes = await source.wakeUps()
        feeders = [
            Task {
                for await _ in changes {
                    continuation.yield(.changed)
                    // Changes come in bursts, as when a layer of services starts: telling each at once would take the
                    // processor from the starting.
                    try? await Task.sleep(for: Self.changesPause)
                }
                continuation.finish()
            },
            Task { [data = source.data] in
                guard let data else { return }
                for await _ in data.seeder.wakeUps() {
                    continuation.yield(.changed)
                    try? await Task.sleep(for: Self.dataPause)
                }
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
