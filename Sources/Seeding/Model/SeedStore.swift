/// A store other than Postgres. The plan defines its contents. Loading, resetting and measuring drift all use the same
/// comparison of the plan with the store.
///
/// Methods may run concurrently for different firms. When the task is cancelled they end soon, with
/// `CancellationError`; if the server stops answering they fail within about ten seconds.
///
/// A method with an ``UndoFolder`` first saves there what it is about to replace or remove, for
/// ``putBack(from:keeping:progress:)``. If the data does not fit, the part records the reason and the work proceeds.
protocol SeedStore: Sendable {
    var name: StoreName { get }

    /// Waits until the store serves all of its data. A server that has just started may still be reading it.
    func waitUntilCurrent() async throws

    /// Creates missing items that belong to no single firm, such as buckets, collections and namespaces. Never changes
    /// existing ones, and is cheap if all exist. Call it before the other methods.
    func prepare(_ plan: SeedPlan) async throws

    /// Returns the drift of the items that belong to no single firm. Changes nothing.
    func sharedDrift(in plan: SeedPlan) async throws -> Drift

    /// Restores the items that belong to no single firm, and removes those that cpadev created for an earlier seed. It
    /// may affect what other firms see, so only a full reset or load calls it: after ``prepare(_:)``, before the firms.
    /// - Returns: what differed before.
    func restoreShared(in plan: SeedPlan, keeping undo: UndoFolder?) async throws -> Drift

    /// Returns a firm's drift. Changes nothing.
    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift

    /// Makes a firm's data match the plan. Writes only what differs, and removes whatever has the firm's prefix but is
    /// not in the plan. Other firms, and items without a firm's prefix, are left alone.
    ///
    /// - Parameters:
    ///   - undo: keeps what is replaced; nil if nothing can be lost.
    ///   - progress: called, possibly often, with the number of items done and the total.
    /// - Returns: what differed before.
    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift

    /// Removes all data of a firm that is no longer in the manifest.
    /// - Parameter slug: of the former firm. No present firm has its prefix.
    /// - Returns: what was removed, counted as added.
    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift

    /// Removes what an earlier seed put where this one has nothing, such as another bucket or collection.
    /// - Returns: what was removed, counted as added.
    func removeElsewhere(_ former: FormerSeed, keeping undo: UndoFolder?) async throws -> Drift

    /// Restores exactly the items that an operation replaced to their state before it. All others are left alone.
    /// - Parameters:
    ///   - undo: the folder of that operation. Parts that were not kept are skipped.
    ///   - redo: keeps what this call replaces in the same way, so that an undo can be undone.
    /// - Returns: what differed, by firm slug; items of no single firm have an empty slug.
    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift]

    /// Ensures that what was written survives a restart of the server. Called in the background after each step that
    /// wrote to the store, and ignores errors.
    func persist() async
}

extension SeedStore {
    func persist() async {}

    func waitUntilCurrent() async throws {}

    func sharedDrift(in plan: SeedPlan) async throws -> Drift { .none }

    func restoreShared(in plan: SeedPlan, keeping undo: UndoFolder?) async throws -> Drift { .none }

    func removeElsewhere(_ former: FormerSeed, keeping undo: UndoFolder?) async throws -> Drift { .none }

    /// Restores a firm without keeping what is replaced.
    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        try await restore(firm, in: plan, keeping: nil, progress: progress)
    }
}

/// A store whose whole state, not only the seed's part, can be saved as a snapshot.
protocol SnapshotStore: SeedStore {
    /// Writes the state into an existing, empty folder, in a store-specific format.
    func save(into directory: String) async throws

    /// Replaces the store's state with a folder's contents. Everything else is removed, including items of no firm.
    /// - Parameter undo: keeps what is replaced or removed.
    func restore(from directory: String, keeping undo: UndoFolder?) async throws
}
