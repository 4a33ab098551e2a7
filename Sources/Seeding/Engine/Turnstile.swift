/// Lets a number of callers through at a time, by default one, in the order in which they came.
actor Turnstile {
    private let width: Int
    private var inside = 0
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(width: Int = 1) { self.width = width }

    /// Whether somebody is in.
    var isBusy: Bool { inside > 0 }

    /// Runs the work when there is room for it, after everybody who came before has gone in.
    nonisolated func pass<Result: Sendable>(_ work: () async throws -> Result) async rethrows -> Result {
        await enter()
        do {
            let result = try await work()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        guard inside == width else {
            inside += 1
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    /// Whoever waits takes the place of the one who leaves.
    private func leave() {
        if queue.isEmpty { inside -= 1 } else { queue.removeFirst().resume() }
    }
}
