/// Waits for work with a time limit.
package enum Patience {
    /// Returns when the work is done or the time is up; in the latter case, the work continues.
    /// - Returns: whether the work was done in time.
    package static func wait(atMost limit: Duration, for work: @escaping @Sendable () async -> Void) async -> Bool {
        let (ends, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(1))
        let working = Task {
            await work()
            continuation.yield(true)
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            continuation.yield(false)
        }
        defer { timer.cancel() }
        for await isDone in ends { return isDone }
        working.cancel()
        return false
    }
}
