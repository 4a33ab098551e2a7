import Synchronization

/// Tasks that nobody awaits while they run, and that end with their owner.
///
/// A task may have a key. There is at most one task of each key: a later one cancels and replaces the earlier.
package final class OwnedTasks<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        var cancel: @Sendable () -> Void
        var end: @Sendable () async -> Void
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var ids: [Key: UInt64] = [:]
        var nextID: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    deinit { cancelAll() }

    /// Starts a task. After ``cancelAll()`` it starts cancelled.
    package func run(as key: Key? = nil, _ operation: @escaping @Sendable () async -> Void) {
        _ = start(key, operation)
    }

    /// Runs an operation that can be cancelled by its key, and returns its result.
    package func result<Value: Sendable>(
        as key: Key,
        of operation: @escaping @Sendable () async -> Value
    ) async -> Value {
        await start(key, operation).value
    }

    private func start<Value: Sendable>(
        _ key: Key?,
        _ operation: @escaping @Sendable () async -> Value
    ) -> Task<Value, Never> {
        let (task, earlier) = state.withLock { state in
            state.nextID += 1
            let id = state.nextID
            let earlier = key.flatMap { state.ids[$0] }.flatMap { state.entries[$0] }
            if let key { state.ids[key] = id }
            let task = Task { [weak self, isClosed = state.isClosed] in
                // Cancelled from outside, it could run a few steps before.
                if isClosed { withUnsafeCurrentTask { $0?.cancel() } }
                let value = await operation()
                // The lock is held until the task's entry is in place.
                self?.finished(id, key)
                return value
            }
            state.entries[id] = Entry(cancel: { task.cancel() }, end: { _ = await task.value })
            return (task, earlier)
        }
        // Outside the lock, since a cancellation handler may use this object.
        earlier?.cancel()
        return task
    }

    private func finished(_ id: UInt64, _ key: Key?) {
        state.withLock { state in
            state.entries[id] = nil
            if let key, state.ids[key] == id { state.ids[key] = nil }
        }
    }

    /// Cancels the task of a key.
    /// - Returns: whether there was one.
    @discardableResult
    package func cancel(_ key: Key) -> Bool {
        let entry = state.withLock { state in state.ids[key].flatMap { state.entries[$0] } }
        entry?.cancel()
        return entry != nil
    }

    /// Cancels the tasks whose key fits.
    package func cancel(where fits: (Key) -> Bool) {
        let entries = state.withLock { state in
            state.ids.filter { fits($0.key) }.compactMap { state.entries[$0.value] }
        }
        for entry in entries { entry.cancel() }
    }

    /// Returns when the tasks whose key fits have ended.
    package func waitForEnd(where fits: (Key) -> Bool) async {
        let entries = state.withLock { state in
            state.ids.filter { fits($0.key) }.compactMap { state.entries[$0.value] }
        }
        for entry in entries { await entry.end() }
    }

    /// Cancels all tasks, and those that are started later.
    package func cancelAll() {
        let entries = state.withLock { state in
            state.isClosed = true
            return Array(state.entries.values)
        }
        for entry in entries { entry.cancel() }
    }

    /// Cancels all tasks, and returns when they have ended.
    package func end() async {
        cancelAll()
        let entries = state.withLock { Array($0.entries.values) }
        for entry in entries { await entry.end() }
    }
}
