package import ControlAPI
import FoundationEssentials
import Foundations
import Seeding

extension SupervisorControl {
    /// Writes what happens to the stack into its history, until the supervisor exits.
    /// - Parameter lastSeenNs: when an earlier supervisor was last known to be alive, in case it died.
    package func recordHistory(lastSeenNs: Int64?) async {
        guard let history else { return historyBegan.fulfil(()) }
        let recorder = HistoryRecorder(self, history)
        let changes = await wakeUps()
        let dataChanges = data?.wakeUps()
        await recorder.begin(lastSeenNs: lastSeenNs)
        historyBegan.fulfil(())
        await withDiscardingTaskGroup { group in
            if let dataChanges {
                group.addTask {
                    await dataChanges.forEach(pausing: HistoryRecorder.dataPause) { await recorder.takeData() }
                }
            }
            await changes.forEach(pausing: HistoryRecorder.pause) { await recorder.takeEvents() }
            group.cancelAll()
        }
        await recorder.end()
    }

    package func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry] {
        await history?.entries(from: startNs, to: endNs) ?? []
    }
}

/// Writes the changes of the stack into its history, in their order.
private actor HistoryRecorder {
    /// A start causes many changes at once.
    static let pause = Duration.milliseconds(100)
    /// Loading seed data reports progress frequently.
    static let dataPause = Duration.seconds(2)

    private let control: SupervisorControl
    private let history: StateHistory
    /// The number of the last event that was written.
    private var cursor: UInt64 = 0
    private var data: DataStatus?

    init(_ control: SupervisorControl, _ history: StateHistory) {
        self.control = control
        self.history = history
    }

    func begin(lastSeenNs: Int64?) async {
        // The entry of an orderly end is missing if the earlier supervisor was killed.
        if let last = await history.last, last.content != .ended {
            await history.append(HistoryEntry(atNs: max(last.atNs, lastSeenNs ?? last.atNs), .ended))
        }
        await writeSnapshot()
    }

    /// Writes the events since the last time. Calls must not overlap.
    func takeEvents() async {
        guard let events = await control.events(after: cursor) else { return await writeSnapshot() }
        for event in events {
            await history.append(HistoryEntry(atNs: event.atNs, .event(event)))
            cursor = event.sequence
        }
        if await history.needsSnapshot { await writeSnapshot() }
    }

    /// Writes the status of the seed data if it has changed. Calls must not overlap.
    func takeData() async {
        guard let status = await control.data?.status(), status != data else { return }
        data = status
        await history.append(HistoryEntry(atNs: WallClock.nowNs, .data(status)))
    }

    func end() async {
        await takeEvents()
        await takeData()
        await history.append(HistoryEntry(atNs: WallClock.nowNs, .ended))
    }

    private func writeSnapshot() async {
        let snapshot = await control.currentSnapshot()
        // What happened before it, which the snapshot contains but does not tell.
        let events = cursor > 0 ? await control.events(after: cursor) ?? [] : []
        for event in events where event.sequence <= snapshot.sequence {
            await history.append(HistoryEntry(atNs: event.atNs, .event(event)))
        }
        (cursor, data) = (snapshot.sequence, snapshot.data)
        await history.append(HistoryEntry(atNs: WallClock.nowNs, .snapshot(snapshot)))
        // It may have changed while the snapshot was made.
        await takeData()
    }
}

extension StackEvent {
    /// Nanoseconds since 1970.
    fileprivate var atNs: Int64 { Int64((at.timeIntervalSince1970 * 1_000_000).rounded()) * 1000 }
}
