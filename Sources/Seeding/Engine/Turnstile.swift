/// Lets a number of callers through at a time, by default one, in the order in which they came.
actor Turnstile {
    private let width: Int
    private var inside = 0
    private var queue: [(id: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    private var nextID: UInt64 = 0

    init(width: Int = 1) { self.width = width }

    /// Whether somebody is in.
    var isBusy: Bool { inside > 0 }

    /// Runs the work when there is room for it, after everybody who came before has gone in.
    /// - Throws: `CancellationError` where the task is cancelled while it waits; else what the work throws.
    nonisolated func pass<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await enter()
        do {
            let result = try await work()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async throws {
        try Task.checkCancellation()
        guard inside == width else {
            inside += 1
            return
        }
        nextID += 1
        let id = nextID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                queue.append((id, continuation))
            }
        } onCancel: {
            // The wait ends with it, so it cannot outlive the call for long.
            Task { await giveUp(id) }
        }
    }

    private func giveUp(_ id: UInt64) {
        guard let index = queue.firstIndex(where: { $0.id == id }) else { return }
        queue.remove(at: index).continuation.resume(throwing: CancellationError())
    }

    /// Whoever waits takes the place of the one who leaves.
    private func leave() {
        if queue.isEmpty { inside -= 1 } else { queue.removeFirst().continuation.resume() }
    }
}
