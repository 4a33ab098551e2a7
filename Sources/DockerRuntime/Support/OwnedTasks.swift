import Synchronization

/// Owns tasks that nobody waits for, so that they end with their owner.
final class OwnedTasks: Sendable {
    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var nextID = 0
        /// Those that ended before they were entered.
        var ended: Set<Int> = []
        var isClosed = false
    }

    private let state = Mutex(State())

    deinit { cancelAll() }

    /// Runs an operation until it ends, or all are cancelled.
    func run(_ operation: @escaping @Sendable () async -> Void) {
        let id: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.nextID += 1
            return state.nextID
        }
        guard let id else { return }
        let task = Task { [weak self] in
            await operation()
            self?.finished(id)
        }
        let isLate = state.withLock { state in
            if state.ended.remove(id) != nil { return false }
            state.tasks[id] = task
            return state.isClosed
        }
        if isLate { task.cancel() }
    }

    /// Cancels all, and lets no more begin.
    func cancelAll() {
        let tasks = state.withLock { state in
            state.isClosed = true
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
    }

    private func finished(_ id: Int) {
        state.withLock { state in
            if state.tasks.removeValue(forKey: id) == nil { state.ended.insert(id) }
        }
    }
}
