import ControlAPI
import GRPCCore

/// Temporal's share of the seed: workflows that are running, found by a search attribute with the firm's slug.
struct WorkflowStore: SeedStore {
    private let address: StoreEndpoints.Address
    private let settings: SeedManifest.Workflows

    /// Workflows that are started or terminated at a time.
    private static let width = 8
    private static let pollInterval = Duration.milliseconds(20)
    /// How long a new namespace and new search attributes may take until every part of the server knows them.
    private static let preparePatience = Duration.seconds(20)
    /// How long the list may take to show what was started and terminated.
    private static let listPatience = Duration.seconds(3)

    init(_ address: StoreEndpoints.Address, settings: SeedManifest.Workflows) {
        self.address = address
        self.settings = settings
    }

    var name: StoreName { .temporal }

    func prepare(_ plan: SeedPlan) async throws {
        // A query that names every attribute works where namespace and attributes are there, and tells what is not.
        let attributes = Set(settings.attributes + [settings.firmAttribute]).sorted()
        let query = attributes.map { "`\($0)` = ''" }.joined(separator: " OR ")
        try await connected { client in
            let deadline = ContinuousClock.now + Self.preparePatience
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
                        // Made before, or the namespace is still too new to have attributes.
                    }
                }
                try await Task.sleep(for: Self.pollInterval)
            }
        }
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift { .none }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] { [:] }

    // MARK: Stub end

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        let planned: [WorkflowItem] = try plan.items(.workflows, of: firm)
        return try await connected { try await difference(of: planned, firm, $0).drift }
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let planned: [WorkflowItem] = try plan.items(.workflows, of: firm)
        return try await connected { client in
            let difference = try await difference(of: planned, firm, client)
            let total = max(difference.drift.total, 1)
            progress(0, total)
            if difference.drift != .none {
                let taskQueue = settings.taskQueue
                try await forEachConcurrently(difference.wrong, limit: Self.width) {
                    try await client.start($0, taskQueue: taskQueue)
                }
                progress(difference.wrong.count, total)
                try await forEachConcurrently(difference.added, limit: Self.width) {
                    try await client.terminate($0, reason: "not part of the seed data of \(firm.slug)")
                }
                try await waitUntilListed(planned, firm, client)
            }
            progress(total, total)
            return difference.drift
        }
    }

    /// The list is behind what is done, by milliseconds or by more. Nothing is wrong where it stays so: a worker that
    /// is connected may have finished a workflow in the meantime.
    private func waitUntilListed(
        _ planned: [WorkflowItem],
        _ firm: SeedPlan.Firm,
        _ client: TemporalClient
    ) async throws {
        let deadline = ContinuousClock.now + Self.listPatience
        while try await difference(of: planned, firm, client).drift != .none, ContinuousClock.now < deadline {
            try await Task.sleep(for: Self.pollInterval)
        }
    }

    private func difference(
        of planned: [WorkflowItem],
        _ firm: SeedPlan.Firm,
        _ client: TemporalClient
    ) async throws -> WorkflowDifference {
        let query = "`\(settings.firmAttribute)` = '\(firm.slug)' AND ExecutionStatus = 'Running'"
        return WorkflowDifference(planned: planned, running: try await client.list(query))
    }

    private func connected<Answer: Sendable>(
        _ body: (TemporalClient) async throws -> Answer
    ) async throws -> Answer {
        try await TemporalClient.connected(to: address, namespace: settings.namespace, body)
    }
}
