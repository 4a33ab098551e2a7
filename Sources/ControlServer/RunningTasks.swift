import Synchronization

/// Tasks that nobody waits for while they run, but that must have ended before their owner does.
final class RunningTasks: Sendable {
    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    func start(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let id = state.next
            state.next += 1
            state.tasks[id] = Task {
                await body()
                // Under the lock, so after it was put in.
                self.state.withLock { $0.tasks[id] = nil }
            }
        }
    }

    /// Cancels all, and returns when they have ended.
    func cancelAll() async {
        let tasks = state.withLock { Array($0.tasks.values) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
