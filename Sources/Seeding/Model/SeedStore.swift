/// A store beside Postgres. What it shall hold of a firm is in the plan; loading, resetting and measuring drift are all
/// the same comparison of the plan with what is there.
///
/// Methods may run at the same time for different firms. Cancelling the task ends them soon, with `CancellationError`,
/// and a server that stops answering ends them within ten seconds or so.
///
/// A method that takes an ``UndoFolder`` writes what it is about to replace or remove into it first, so that
/// ``putBack(from:keeping:progress:)`` can undo it. Where that does not fit, the part says so and the work is done.
protocol SeedStore: Sendable {
    var name: StoreName { get }

    /// Waits until the store answers for all that it holds: a server that has just started may still be reading it.
    func waitUntilCurrent() async throws

    /// Makes what belongs to no firm alone, such as buckets, collections and namespaces, where it is missing. Never
    /// changes what is there. Cheap where all is there. Call it before the others.
    func prepare(_ plan: SeedPlan) async throws

    /// Compares what belongs to no firm alone: only that, and without repairing anything.
    func sharedDrift(in plan: SeedPlan) async throws -> Drift

    /// Puts right what belongs to no firm alone, and removes what cpadev made there for an earlier seed. It may change
    /// what other firms see, so only a reset or a load of everything calls it: after ``prepare(_:)``, before the firms.
    /// - Returns: what differed before.
    func restoreShared(in plan: SeedPlan, keeping undo: UndoFolder?) async throws -> Drift

    /// Compares only.
    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift

    /// Makes the store hold what the plan says of a firm: writes only what differs, and removes what is not in the plan
    /// within the firm's own prefix. Leaves other firms and what has no firm's prefix alone.
    ///
    /// - Parameters:
    ///   - undo: keeps what is replaced; nil where nothing can be lost.
    ///   - progress: called with the items done, and all of them, as the work goes on; may be called often.
    /// - Returns: what differed before.
    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift

    /// Removes all that the store has of a firm that is in the manifest no more.
    /// - Parameter slug: of the former firm, whose prefix no present firm has.
    /// - Returns: what there was, as added.
    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift

    /// Makes exactly the items that an operation replaced what they were before it, and leaves all others alone.
    /// - Parameters:
    ///   - undo: the folder of that operation. Parts of it that were not kept are passed over.
    ///   - redo: keeps what this replaces, in the same way, so that an undo can be undone.
    /// - Returns: what differed, by the firm's slug; an empty one for what belongs to no firm alone.
    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift]
}

extension SeedStore {
    func waitUntilCurrent() async throws {}

    func sharedDrift(in plan: SeedPlan) async throws -> Drift { .none }

    func restoreShared(in plan: SeedPlan, keeping undo: UndoFolder?) async throws -> Drift { .none }

    /// A restore that keeps nothing of what it replaces.
    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        try await restore(firm, in: plan, keeping: nil, progress: progress)
    }
}

/// A store whose whole state, not only the seed's part, can be kept under a name.
protocol SnapshotStore: SeedStore {
    /// Writes the state into an empty folder that exists, in a form of the store's own.
    func save(into directory: String) async throws

    /// Makes the store's state what a folder holds. What is not in it goes, also what no firm has.
    /// - Parameter undo: keeps what is replaced and what goes.
    func restore(from directory: String, keeping undo: UndoFolder?) async throws
}
