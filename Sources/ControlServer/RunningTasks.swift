import Synchronization

/// Tasks that nobody waits for while they run, but that must have ended before their owner does.
final class RunningTasks: Sendable {
    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var next = 0
        /// Those that can be cancelled from outside.
        var names: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// - Parameter name: by which it can be cancelled; nil where it cannot.
    func start(named name: String? = nil, _ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let id = state.next
            state.next += 1
            if let name { state.names[name] = id }
            state.tasks[id] = Task {
                await body()
                // Under the lock, so after it was put in.
                self.state.withLock { state in
                    state.tasks[id] = nil
                    if let name, state.names[name] == id { state.names[name] = nil }
                }
            }
        }
    }

    /// Cancels the task of that name; false where there is none.
    func cancel(_ name: String) -> Bool {
        let task = state.withLock { state in state.names[name].flatMap { state.tasks[$0] } }
        task?.cancel()
        return task != nil
    }

    /// Cancels all, and returns when they have ended.
    func cancelAll() async {
        let tasks = state.withLock { Array($0.tasks.values) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
