import Foundations
import Synchronization

/// Owns the faults in force, and ends them when their time is up.
final class FaultInjector: Sendable {
    private struct State {
        var faults: Faults?
        var timer: OwnedTask<Void>?
        /// The number of changes. A timer that is late does not end the faults of a later change.
        var generation = 0
    }

    /// The pool whose connections are held; nil if there is no database.
    private let slots: PoolSlots?
    private let clock: any Clock<Duration>
    private let state = Mutex(State())

    init(slots: PoolSlots?, clock: any Clock<Duration> = ContinuousClock()) {
        self.slots = slots
        self.clock = clock
    }

    /// The faults in force.
    var faults: Faults? { state.withLock { $0.faults } }

    /// Replaces the faults in force. nil ends them.
    func set(_ faults: Faults?) {
        state.withLock { state in
            state.generation += 1
            apply(faults, to: &state)
            let generation = state.generation
            state.timer = faults.map { faults in
                OwnedTask { [weak self, clock] in
                    guard (try? await clock.sleep(for: .seconds(faults.forSeconds))) != nil else { return }
                    self?.end(generation)
                }
            }
        }
    }

    private func end(_ generation: Int) {
        state.withLock { state in
            if state.generation == generation { apply(nil, to: &state) }
        }
    }

    private func apply(_ faults: Faults?, to state: inout State) {
        state.faults = faults
        slots?.hold(faults?.holdPool ?? 0)
    }
}
