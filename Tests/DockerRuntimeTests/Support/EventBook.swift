import Runtime

/// Everything that was told, and who waits for something of it.
actor EventBook {
    private(set) var events: [RuntimeEvent] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func note(_ event: RuntimeEvent) {
        events.append(event)
        wake()
    }

    /// The first event for which `match` gives something.
    func first<Value: Sendable>(_ what: String, _ match: @escaping @Sendable (RuntimeEvent) -> Value?) async throws
        -> Value
    {
        try await withTimeout(what) {
            while true {
                for event in await self.events { if let value = match(event) { return value } }
                try await self.next()
            }
        }
    }

    private func next() async throws {
        let count = events.count
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if events.count > count || Task.isCancelled {
                    continuation.resume()
                } else {
                    waiting.append(continuation)
                }
            }
        } onCancel: {
            Task { await self.wake() }
        }
        try Task.checkCancellation()
    }

    private func wake() {
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// How an instance ended.
    func exit(of instance: InstanceID) async throws -> (ExitStatus, String?) {
        let (status, note) = try await first("the exit of \(instance.service)") { event in
            if case .exited(instance, let status, let note) = event { (status, note) } else { nil }
        }
        return (status, note)
    }

    func wait(for event: RuntimeEvent) async throws {
        _ = try await first("\(event)") { $0 == event ? true : nil }
    }
}
