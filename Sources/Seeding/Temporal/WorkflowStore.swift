import ControlAPI
import GRPCCore

/// The Temporal part of the seed: running workflows, identified by a search attribute with the firm's slug.
///
/// A workflow matches the seed until its history grows: through a signal, a cancellation request, or a worker that
/// picks it up. The seed has no schedules, so a schedule with the firm's attribute, on itself or on the workflows that
/// it starts, counts as added.
struct WorkflowStore: SeedStore {
    private let address: StoreEndpoints.Address
    let settings: SeedManifest.Workflows

    /// The number of concurrent calls.
    static let width = 8
    private static let pollInterval = Duration.milliseconds(20)
    /// How long a new namespace and new search attributes may take to propagate through the server.
    private static let namespaceTimeout = Duration.seconds(20)
    /// How long the list may lag behind starts and terminations.
    private static let listingTimeout = Duration.seconds(3)
    /// The history length of a started workflow that no worker has picked up: its start and its first task.
    private static let freshHistory: Int64 = 2

    init(_ address: StoreEndpoints.Address, settings: SeedManifest.Workflows) {
        self.address = address
        self.settings = settings
    }

    var name: StoreName { .temporal }

    func prepare(_ plan: SeedPlan) async throws {
        // A query that names every attribute succeeds once namespace and attributes exist; its error shows which do
        // not.
        let attributes = Set(settings.attributes + [settings.firmAttribute]).sorted()
        let query = attributes.map { "`\($0)` = ''" }.joined(separator: " OR ")
        try await connected { client in
            let deadline = ContinuousClock.now + Self.namespaceTimeout
            while true {
                do {
                    _ = try await client.list(query, limit: 1)
                    return
                } catch let error as RPCError {
                    guard ContinuousClock.now < deadline else { throw error }
                    do {
                        switch error.code {
                        case .notFound: try await client.register()
                        case .invalidArgument: try await client.add(searchAttributes: attributes)
                        default: throw error
                        }
                    } catch let error as RPCError where error.code == .alreadyExists || error.code == .notFound {
                        // Already created, or the namespace is too new to accept attributes.
                    }
                }
                try await Task.sleep(for: Self.pollInterval)
            }
        }
    }

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        let planned: [WorkflowItem] = try plan.items(.workflows, of: firm)
        return try await connected { client in
            async let schedules = schedules(of: firm.slug, client)
            let drift = try await difference(of: planned, firm.slug, client).drift
            return drift + Drift(added: try await schedules.count)
        }
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        try await write(plan.items(.workflows, of: firm), firm.slug, keeping: undo, progress: progress)
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        try await write([], slug, keeping: undo) { _, _ in }
    }

    func removeElsewhere(_ former: FormerSeed, keeping undo: UndoFolder?) async throws -> Drift {
        guard let there = former.stores?.workflows,
            there.namespace != settings.namespace || there.firmAttribute != settings.firmAttribute
        else { return .none }
        let other = WorkflowStore(address, settings: there)
        var drift = Drift.none
        for slug in former.firms {
            // This fails if the namespace is gone.
            guard (try? await other.connected { try await other.running(slug, $0) }) != nil else { continue }
            drift = drift + (try await other.remove(firm: slug, keeping: undo))
        }
        return drift
    }

    private func write(
        _ planned: [WorkflowItem],
        _ slug: String,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        try await connected { client in
            async let found = schedules(of: slug, client)
            let difference = try await difference(of: planned, slug, client)
            let schedules = try await found
            let drift = difference.drift + Drift(added: schedules.count)
            let total = max(drift.total, 1)
            progress(0, total)
            if drift != .none {
                let ids = difference.wrong.map(\.id) + difference.added
                try await keep(ids, schedules: schedules.map(\.id), firm: slug, drift: drift, client, in: undo)
                // Schedules first, as they could start workflows again.
                for schedule in schedules { try await client.delete(schedule: schedule.id) }
                let taskQueue = settings.taskQueue
                try await forEachConcurrently(difference.wrong, limit: Self.width) {
                    try await client.start($0, taskQueue: taskQueue)
                }
                progress(difference.wrong.count, total)
                try await forEachConcurrently(difference.added, limit: Self.width) {
                    try await client.terminate($0, reason: "not part of the seed data of \(slug)")
                }
                try await waitUntilListed(planned, slug, client)
            }
            progress(total, total)
            return drift
        }
    }

    /// Waits until the list shows the planned workflows, as it lags behind changes. A timeout is not an error, because
    /// a connected worker may have finished a workflow in the meantime.
    private func waitUntilListed(_ planned: [WorkflowItem], _ slug: String, _ client: TemporalClient) async throws {
        let deadline = ContinuousClock.now + Self.listingTimeout
        while case let running = try await running(slug, client),
            WorkflowDifference(planned: planned, running: running).drift != .none, ContinuousClock.now < deadline
        {
            try await Task.sleep(for: Self.pollInterval)
        }
    }

    // MARK: Comparing

    private func difference(
        of planned: [WorkflowItem],
        _ slug: String,
        _ client: TemporalClient
    ) async throws -> WorkflowDifference {
        let running = try await running(slug, client)
        // The list does not include the history length of running workflows.
        let advanced = Collected<String>()
        let wanted = Set(planned.map(\.id))
        let ids = running.map(\.execution.workflowID).filter(wanted.contains)
        try await forEachConcurrently(ids, limit: Self.width) { id in
            if let length = try await client.describe(id)?.historyLength, length > Self.freshHistory {
                advanced.append(id)
            }
        }
        return WorkflowDifference(planned: planned, running: running, advanced: Set(advanced.all))
    }

    private func running(_ slug: String, _ client: TemporalClient) async throws -> [TemporalWorkflowExecutionInfo] {
        try await client.list("`\(settings.firmAttribute)` = '\(slug)' AND ExecutionStatus = 'Running'")
    }

    func schedules(of slug: String, _ client: TemporalClient) async throws -> [KeptWorkflows.Schedule] {
        let found = Collected<KeptWorkflows.Schedule>()
        try await forEachConcurrently(try await client.schedules(), limit: Self.width) { id in
            guard let schedule = try await client.schedule(id) else { return }
            let attributes = [
                schedule.searchAttributes, schedule.schedule.action.startWorkflow.searchAttributes,
            ]
            let firms = attributes.compactMap { $0.indexedFields[settings.firmAttribute]?.text }
            if firms.contains(slug) { found.append(KeptWorkflows.Schedule(id: id)) }
        }
        return found.all.sorted { $0.id < $1.id }
    }

    /// - Parameter namespace: nil if it is the seed's.
    func connected<Answer: Sendable>(
        in namespace: String? = nil,
        _ body: (TemporalClient) async throws -> Answer
    ) async throws -> Answer {
        try await TemporalClient.connected(to: address, namespace: namespace ?? settings.namespace, body)
    }
}
