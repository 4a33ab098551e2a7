/// A store beside Postgres. What it shall hold of a firm is in the plan; loading, resetting and measuring drift are all
/// the same comparison of the plan with what is there.
///
/// Methods may run at the same time for different firms. Cancelling the task ends them soon, with `CancellationError`.
protocol SeedStore: Sendable {
    var name: StoreName { get }

    /// Makes what belongs to no firm alone, such as buckets, collections and namespaces, where it is missing. Cheap
    /// where all is there. Call it before the others.
    func prepare(_ plan: SeedPlan) async throws

    /// Compares only.
    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift

    /// Makes the store hold what the plan says of a firm: writes only what differs, and removes what is not in the plan
    /// within the firm's own prefix. Leaves other firms and what has no firm's prefix alone.
    ///
    /// - Parameter progress: called with the items done, and all of them, as the work goes on; may be called often.
    /// - Returns: what differed before.
    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift
}

/// A store whose whole state, not only the seed's part, can be kept under a name.
protocol SnapshotStore: SeedStore {
    /// Writes the state into an empty folder that exists, in a form of the store's own.
    func save(into directory: String) async throws

    /// Makes the store's state what a folder holds: what is not in it goes.
    func restore(from directory: String) async throws
}
