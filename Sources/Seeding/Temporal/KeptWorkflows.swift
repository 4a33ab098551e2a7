import ControlAPI
import FoundationEssentials
import Foundations
import GRPCCore
import SwiftProtobuf

/// The workflows and schedules in an undo folder, as they were before an operation. Histories are not included, because
/// a server cannot import them.
struct KeptWorkflows: Hashable, Sendable, Codable {
    static let fileName = "workflows.json"

    struct Workflow: Hashable, Sendable, Codable {
        var id: String
        /// A `StartWorkflowExecutionRequest` without namespace; nil if the workflow was not running.
        var start: Data?
    }

    struct Schedule: Hashable, Sendable, Codable {
        var id: String
        /// A `CreateScheduleRequest` without namespace; nil if the schedule did not exist.
        var create: Data?
    }

    /// nil in undo folders of earlier versions, where it is the seed's.
    var namespace: String?
    var workflows: [Workflow]
    var schedules: [Schedule]
}

extension WorkflowStore {
    /// Saves workflows that are about to be terminated or started, and schedules that are about to be deleted or
    /// created.
    func keep(
        _ ids: [String],
        schedules: [String],
        firm: String,
        drift: Drift,
        _ client: TemporalClient,
        in undo: UndoFolder?
    ) async throws {
        guard let undo else { return }
        try await undo.keep(.temporal, firm: firm, drift: drift) { part in
            let workflows = try await states(of: ids, client)
            let lost = workflows.count { $0.start != nil }
            if lost > 0 {
                let runs = lost == 1 ? "comes back as a new run, without its" : "come back as new runs, without their"
                part.note("\(lost.counted("workflow")) of Temporal \(runs) history")
            }
            let kept = KeptWorkflows(
                namespace: client.namespace,
                workflows: workflows,
                schedules: try await scheduleStates(of: schedules, client)
            )
            try part.write(KeptWorkflows.fileName, as: kept)
        }
    }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] {
        let parts = undo.kept(of: .temporal)
        var drifts: [String: Drift] = [:]
        for (number, part) in parts.enumerated() {
            progress(number, parts.count)
            let kept = try part.read(KeptWorkflows.self, from: KeptWorkflows.fileName)
            let drift = try await connected(in: kept.namespace) { client in
                try await putBack(kept, of: part.firm, client, keeping: redo)
            }
            drifts[part.firm] = drifts[part.firm, default: .none] + drift
        }
        progress(parts.count, parts.count)
        return drifts
    }

    private func putBack(
        _ kept: KeptWorkflows,
        of firm: String,
        _ client: TemporalClient,
        keeping redo: UndoFolder?
    ) async throws -> Drift {
        let now = try await states(of: kept.workflows.map(\.id), client)
        let schedulesNow = try await scheduleStates(of: kept.schedules.map(\.id), client)
        let wrong = zip(kept.workflows, now).filter { !Self.isSame($0.start, $1.start) }
        let wrongSchedules = zip(kept.schedules, schedulesNow).filter { ($0.create == nil) != ($1.create == nil) }
        var drift = Drift.none
        for (before, now) in wrong.map({ ($0.start, $1.start) }) + wrongSchedules.map({ ($0.create, $1.create) }) {
            switch (before, now) {
            case (nil, _): drift.added += 1
            case (_, nil): drift.removed += 1
            default: drift.changed += 1
            }
        }
        let schedules = wrongSchedules.map(\.0.id)
        try await keep(wrong.map(\.0.id), schedules: schedules, firm: firm, drift: drift, client, in: redo)
        for (schedule, _) in wrongSchedules where schedule.create == nil {
            try await client.delete(schedule: schedule.id)
        }
        try await forEachConcurrently(wrong.map(\.0), limit: Self.width) { workflow in
            guard let start = workflow.start else {
                return try await client.terminate(workflow.id, reason: "undone by cpadev")
            }
            var request = try TemporalStartWorkflowExecutionRequest(serializedBytes: start)
            request.requestID = UUID().uuidString
            try await client.start(request)
        }
        for (schedule, _) in wrongSchedules {
            guard let create = schedule.create else { continue }
            var request = try TemporalCreateScheduleRequest(serializedBytes: create)
            request.requestID = UUID().uuidString
            try await client.create(schedule: request)
        }
        return drift
    }

    // MARK: Reading

    private func states(of ids: [String], _ client: TemporalClient) async throws -> [KeptWorkflows.Workflow] {
        let found = Collected<KeptWorkflows.Workflow>()
        try await forEachConcurrently(ids, limit: Self.width) { id in
            found.append(KeptWorkflows.Workflow(id: id, start: try await startRequest(of: id, client)))
        }
        let byID = Dictionary(found.all.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }

    /// Returns the request to start a workflow again in the same way, or nil if it is not running.
    private func startRequest(of id: String, _ client: TemporalClient) async throws -> Data? {
        guard let info = try await client.describe(id), info.status == .running,
            let started = try await client.startEvent(of: info.execution)
        else { return nil }
        var request = TemporalStartWorkflowExecutionRequest()
        request.workflowID = id
        request.workflowType = info.type
        request.taskQueue.name = started.taskQueue.name
        request.input = started.input
        request.memo = info.memo
        // Clients cannot set the server's own attributes.
        request.searchAttributes.indexedFields = info.searchAttributes.indexedFields.filter {
            $0.key != "BuildIds" && !$0.key.hasPrefix("Temporal")
        }
        try request.copyOptions(of: started)
        request.workflowIDReusePolicy = .allowDuplicate
        request.workflowIDConflictPolicy = .terminateExisting
        return try request.serializedData()
    }

    private static func isSame(_ one: Data?, _ other: Data?) -> Bool {
        guard let one, let other else { return one == other }
        // The serialized order of map entries is undefined, so compare the parsed requests.
        let requests = [one, other].map { try? TemporalStartWorkflowExecutionRequest(serializedBytes: $0) }
        return requests[0] == requests[1]
    }

    private func scheduleStates(of ids: [String], _ client: TemporalClient) async throws -> [KeptWorkflows.Schedule] {
        var states: [KeptWorkflows.Schedule] = []
        for id in ids {
            guard let found = try await client.schedule(id) else {
                states.append(KeptWorkflows.Schedule(id: id))
                continue
            }
            var request = TemporalCreateScheduleRequest()
            request.scheduleID = id
            request.schedule = found.schedule
            request.memo = found.memo
            request.searchAttributes = found.searchAttributes
            states.append(KeptWorkflows.Schedule(id: id, create: try request.serializedData()))
        }
        return states
    }
}
