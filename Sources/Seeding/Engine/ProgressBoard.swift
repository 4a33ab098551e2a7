import ControlAPI
import FoundationEssentials
import Foundations
import Synchronization

/// The progress of the current operation. Loaders update it from any thread. Listeners are woken but never waited for.
final class ProgressBoard: Sendable {
    private let current = Mutex<DataOperation?>(nil)
    let listeners = WakeUps()

    /// The current operation; nil if there is none.
    var operation: DataOperation? { current.withLock { $0 } }

    /// Sets the current operation, or clears it with nil.
    func show(_ operation: DataOperation?) {
        current.withLock { $0 = operation }
        changed()
    }

    /// Updates the progress of a store's part for a firm. Adds the part if it is new.
    func note(_ store: StoreName, _ firm: String?, done: Int, total: Int, isFinished: Bool = false) {
        let step = DataOperation.Step(
            store: store.rawValue,
            firm: firm,
            done: done,
            total: total,
            isFinished: isFinished
        )
        current.withLock { operation in
            if let index = operation?.steps.firstIndex(where: { $0.store == step.store && $0.firm == firm }) {
                operation?.steps[index] = step
            } else {
                operation?.steps.append(step)
            }
        }
        changed()
    }

    /// Sets what the operation does beside its steps, or clears it with nil.
    func note(activity words: String?) {
        let activity = words.map { DataOperation.Activity(words: $0, since: Date()) }
        current.withLock { $0?.activity = activity }
        changed()
    }

    /// Wakes all listeners.
    func changed() { listeners.signal() }

    /// Returns a stream that wakes up on every change, until ``close()``. Several changes may share one wake-up.
    func wakeUps() -> AsyncStream<Void> { listeners.stream() }

    /// Ends all streams.
    func close() { listeners.close() }
}
