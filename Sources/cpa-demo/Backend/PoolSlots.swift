import Foundations
import Synchronization

/// The limited slots of a pool, one per connection. Callers that find all taken wait in order of arrival.
final class PoolSlots: Sendable {
    private struct State {
        /// The slots that callers have.
        var taken = 0
        /// The slots that no caller gets; see ``hold(_:)``.
        var held = 0
        var queue: [(id: UInt64, turn: Promise<Bool>)] = []
        var nextID: UInt64 = 0
    }

    /// The number of slots, at least 1.
    let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = max(1, limit) }

    /// The slots that are taken or held, at most ``limit``.
    var used: Int { state.withLock { min(limit, $0.taken + $0.held) } }

    /// The callers that wait for a slot.
    var waiting: Int { state.withLock { $0.queue.count } }

    /// Takes a slot. The caller must return it with ``release()``.
    ///
    /// - Returns: Whether there is a slot for the caller; false after a wait of `patience`, or if the task is cancelled.
    func take(patience: Duration) async -> Bool {
        let turn = Promise<Bool>()
        let place: UInt64? = state.withLock { state in
            if state.taken + state.held < limit {
                state.taken += 1
                return nil
            }
            state.nextID += 1
            state.queue.append((state.nextID, turn))
            return state.nextID
        }
        guard let place else { return true }
        let timer = OwnedTask { [weak self] in
            try? await Task.sleep(for: patience)
            self?.leave(place)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await turn.value()
        } onCancel: {
            leave(place)
        }
    }

    func release() {
        state.withLock { $0.taken -= 1 }
        admit()
    }

    /// Withholds slots from callers, as if they were in use. Replaces the number given before; 0 ends it.
    ///
    /// Callers keep the slots that they have, and the ones that they return are withheld.
    func hold(_ count: Int) {
        state.withLock { $0.held = min(max(0, count), limit) }
        admit()
    }

    private func leave(_ place: UInt64) {
        let turn = state.withLock { state in
            state.queue.firstIndex { $0.id == place }.map { state.queue.remove(at: $0).turn }
        }
        turn?.fulfil(false)
    }

    /// Hands free slots to the first waiting callers.
    private func admit() {
        let turns = state.withLock { state in
            let count = min(state.queue.count, max(0, limit - state.taken - state.held))
            state.taken += count
            defer { state.queue.removeFirst(count) }
            return state.queue.prefix(count).map(\.turn)
        }
        for turn in turns { turn.fulfil(true) }
    }
}
