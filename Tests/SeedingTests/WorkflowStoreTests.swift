import ControlAPI
import Foundation
import SwiftProtobuf
import TestSupport
import Testing

@testable import Seeding

@Suite struct WorkflowDifferenceTests {
    private let item = WorkflowItem(
        id: "a-b-review-1",
        type: "EngagementReview",
        input: #"{"due": 1, "kind": "audit"}"#,
        attributes: ["CpaFirm": "a-b"]
    )

    /// What a list shows of the item once it is started.
    private func execution(_ item: WorkflowItem) -> TemporalWorkflowExecutionInfo {
        var info = TemporalWorkflowExecutionInfo()
        info.execution.workflowID = item.id
        info.type.name = item.type
        info.memo = item.startRequest.memo
        info.searchAttributes = item.startRequest.searchAttributes
        return info
    }

    @Test func runningAsPlannedIsNoDifference() {
        var other = item
        other.input = #"{"kind":"audit","due":1.0}"#
        var more = execution(item)
        more.searchAttributes.indexedFields["BuildIds"] = TemporalPayload(text: "x")
        for running in [execution(item), execution(other), more] {
            #expect(WorkflowDifference(planned: [item], running: [running]).drift == .none)
        }
    }

    @Test func anotherTypeInputOrAttributeIsAChange() {
        var (type, input, attribute) = (item, item, item)
        type.type = "DeadlineReminder"
        input.input = #"{"due": 2, "kind": "audit"}"#
        attribute.attributes = ["CpaFirm": "a-c"]
        for other in [type, input, attribute] {
            let difference = WorkflowDifference(planned: [item], running: [execution(other)])
            #expect(difference.drift == Drift(changed: 1))
            #expect(difference.wrong == [item])
        }
    }

    @Test func addedAndRemovedAreToldApart() {
        var other = item
        other.id = "a-b-own"
        let difference = WorkflowDifference(planned: [item], running: [execution(other)])
        #expect(difference.drift == Drift(added: 1, removed: 1))
        #expect(difference.added == ["a-b-own"])
    }
}

@Suite(.serialized, .enabled(if: StoreServer.isWanted(.temporal)))
struct WorkflowStoreTests {
    private func settings(_ namespace: String = "default", attribute: String = "CpaFirm") -> SeedManifest.Workflows {
        SeedManifest.Workflows(
            namespace: namespace,
            taskQueue: "cpa-demo",
            attributes: [attribute, "CpaEngagementKind"],
            firmAttribute: attribute,
            query: ""
        )
    }

    private func items(_ firm: SeedPlan.Firm, attribute: String = "CpaFirm") -> [WorkflowItem] {
        (1...4).map { number in
            WorkflowItem(
                id: "\(firm.slug)-review-\(number)",
                type: "EngagementReview",
                input: #"{"number": \#(number)}"#,
                attributes: [attribute: firm.slug, "CpaEngagementKind": "1120-S"]
            )
        }
    }

    private func sample(attribute: String = "CpaFirm") throws -> SamplePlan {
        let sample = try SamplePlan()
        for firm in sample.plan.firms { try sample.write(items(firm, attribute: attribute), .workflows, of: firm) }
        return sample
    }

    @Test func differencesAreCountedByKindAndPutBackOthersStay() async throws {
        let address = try await StoreServer.shared(.temporal).address
        let store = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await store.prepare(sample.plan)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(removed: 4))
        try await sample.restore(in: store)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
        #expect(try await store.restore(sample.firm, in: sample.plan) { _, _ in } == .none)

        let planned = items(sample.firm)
        var own = planned[0]
        own.id = "\(sample.firm.slug)-own"
        var others = own
        others.id = "\(sample.other.slug)-own"
        others.attributes["CpaFirm"] = sample.other.slug
        var changed = planned[1]
        changed.input = "{}"
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            for item in [own, others, changed] { try await client.start(item, taskQueue: "elsewhere") }
            try await client.terminate(planned[2].id, reason: "test")
            try await client.terminate(planned[2].id, reason: "test")
        }
        let drift = Drift(added: 1, changed: 1, removed: 1)
        try await eventually("the drift") { try await store.drift(of: sample.firm, in: sample.plan) == drift }
        #expect(try await store.restore(sample.firm, in: sample.plan) { _, _ in } == drift)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
        #expect(try await store.drift(of: sample.other, in: sample.plan) == Drift(added: 1))
    }

    /// Temporal ends many a call in a way of which HTTP/2 allows only so many on one connection.
    @Test func hundredsOfWorkflowsOfAFirmAreNoTrouble() async throws {
        let address = try await StoreServer.shared(.temporal).address
        let store = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: store)
        let planned = items(sample.firm)
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            for number in 0..<300 {
                var own = planned[0]
                own.id = "\(sample.firm.slug)-own-\(number)"
                try await client.start(own, taskQueue: "elsewhere")
            }
        }
        try await eventually("the drift") {
            try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 300)
        }
        let undo = try sample.undoFolder()
        let drift = try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in }
        #expect(drift == Drift(added: 300))
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
    }

    @Test func whatIsTooOftenASecondIsAskedAgain() async throws {
        let address = try await StoreServer.shared(.temporal).address
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            for _ in 0..<40 { _ = try await client.list("", limit: 1) }
        }
    }

    @Test func aNewNamespaceAndNewAttributesAreMadeAndUsableAtOnce() async throws {
        let address = try await StoreServer.shared(.temporal).address
        for round in 1...3 {
            let mark = "Cpa\(UUID().uuidString.prefix(8))"
            // The first round's attributes are new in a namespace that is old.
            let namespace = round == 1 ? "default" : "ns-\(mark)"
            let store = WorkflowStore(address, settings: settings(namespace, attribute: mark))
            let sample = try sample(attribute: mark)
            try await sample.restore(in: store)
            try await store.prepare(sample.plan)
            for firm in sample.plan.firms { #expect(try await store.drift(of: firm, in: sample.plan) == .none) }
        }
    }

    /// A call that names a workflow, and no more than a text.
    private func call(_ method: String, _ id: String, _ text: String, _ client: TemporalClient) async throws {
        // Fields 1 to 3 are the same in all of these: namespace, execution, and a text.
        var request = TemporalTerminateWorkflowExecutionRequest()
        request.namespace = client.namespace
        request.workflowExecution.workflowID = id
        request.reason = text
        let _: TemporalTerminateWorkflowExecutionResponse = try await client.call(
            TemporalClient.workflows,
            method,
            request
        )
    }

    /// A schedule that never starts anything by itself.
    private func schedule(_ id: String, firm: String, inAction: Bool) -> TemporalCreateScheduleRequest {
        var request = TemporalCreateScheduleRequest()
        request.scheduleID = id
        request.requestID = UUID().uuidString
        request.schedule.action.startWorkflow.workflowID = "\(id)-run"
        request.schedule.action.startWorkflow.workflowType.name = "MyFlow"
        request.schedule.action.startWorkflow.taskQueue.name = "elsewhere"
        let attribute = ["CpaFirm": TemporalPayload(text: firm, type: "Keyword")]
        if inAction {
            request.schedule.action.startWorkflow.searchAttributes.indexedFields = attribute
        } else {
            request.searchAttributes.indexedFields = attribute
        }
        return request
    }

    @Test(arguments: ["SignalWorkflowExecution", "RequestCancelWorkflowExecution"])
    func aWorkflowToWhichSomethingHappenedIsAnotherRunAfterAReset(_ what: String) async throws {
        let address = try await StoreServer.shared(.temporal).address
        let store = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: store)
        let id = items(sample.firm)[0].id
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            let before = try await client.describe(id)
            try await call(what, id, "approve", client)
            #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(changed: 1))
            #expect(try await store.restore(sample.firm, in: sample.plan) { _, _ in } == Drift(changed: 1))
            let after = try await client.describe(id)
            #expect(after?.historyLength == 2)
            #expect(after?.execution.runID != before?.execution.runID)
        }
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
    }

    @Test(arguments: [true, false])
    func aScheduleWithTheFirmsAttributeIsAddedAndGoes(inAction: Bool) async throws {
        let address = try await StoreServer.shared(.temporal).address
        let store = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: store)
        let (id, other) = ("\(sample.firm.slug)-schedule", "\(sample.other.slug)-schedule")
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            try await client.create(schedule: schedule(id, firm: sample.firm.slug, inAction: inAction))
            try await client.create(schedule: schedule(other, firm: sample.other.slug, inAction: inAction))
            try await eventually("the schedules") { Set(try await client.schedules()).isSuperset(of: [id, other]) }
            #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 1))
            let undo = try sample.undoFolder()
            #expect(try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in } == Drift(added: 1))
            #expect(try await client.schedule(id) == nil)
            #expect(try await client.schedule(other) != nil)
            _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
            let back = try #require(try await client.schedule(id))
            #expect(back.schedule.action.startWorkflow.taskQueue.name == "elsewhere")
            for id in [id, other] { try await client.delete(schedule: id) }
        }
    }

    @Test func whatAResetReplacesComesBackAndGoesAgain() async throws {
        let address = try await StoreServer.shared(.temporal).address
        let store = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: store)
        let planned = items(sample.firm)
        var own = planned[0]
        own.id = "\(sample.firm.slug)-own"
        own.input = #"{"mine": true}"#
        var changed = planned[1]
        changed.input = "{}"
        let drift = Drift(added: 1, changed: 1, removed: 1)
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            for item in [own, changed] { try await client.start(item, taskQueue: "elsewhere") }
            try await client.terminate(planned[2].id, reason: "test")
            try await eventually("the drift") { try await store.drift(of: sample.firm, in: sample.plan) == drift }
            let (undo, redo) = (try sample.undoFolder(), try sample.undoFolder())
            #expect(try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in } == drift)
            #expect(undo.parts.first?.notes.isEmpty == false)
            #expect(try await store.putBack(from: undo, keeping: redo) { _, _ in } == [sample.firm.slug: drift])
            let execution = try #require(try await client.describe(own.id)).execution
            let started = try #require(try await client.startEvent(of: execution))
            #expect(started.taskQueue.name == "elsewhere")
            #expect(started.input.payloads.map(\.data) == [Data(own.input.utf8)])
            try await eventually("the drift") { try await store.drift(of: sample.firm, in: sample.plan) == drift }
            #expect(try await store.putBack(from: redo, keeping: nil) { _, _ in } == [sample.firm.slug: drift])
            try await eventually("the drift") { try await store.drift(of: sample.firm, in: sample.plan) == .none }
        }
    }

    @Test func workflowsInAnEarlierNamespaceGoAndComeBack() async throws {
        let address = try await StoreServer.shared(.temporal).address
        let former = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: former)
        var plan = sample.plan
        plan.stores = StoreSettings(
            firmTable: "firms",
            firmColumn: "firm_id",
            bucket: "",
            collections: [],
            searchKey: "",
            workflows: settings()
        )
        #expect(try await former.removeElsewhere(FormerSeed(plan), keeping: nil) == .none)
        let store = WorkflowStore(address, settings: settings("another"))
        let undo = try sample.undoFolder()
        #expect(try await store.removeElsewhere(FormerSeed(plan), keeping: undo) == Drift(added: 8))
        for firm in plan.firms { #expect(try await former.drift(of: firm, in: plan) == Drift(removed: 4)) }
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        for firm in plan.firms {
            try await eventually("the workflows") { try await former.drift(of: firm, in: plan) == .none }
        }
        plan.stores?.workflows?.namespace = "nowhere"
        #expect(try await store.removeElsewhere(FormerSeed(plan), keeping: nil) == .none)
    }

    @Test func ownWorkflowComesBackAsItWasStarted() async throws {
        let address = try await StoreServer.shared(.temporal).address
        let store = WorkflowStore(address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: store)
        var own = items(sample.firm)[0]
        own.id = "\(sample.firm.slug)-own"
        var request = own.startRequest
        request.taskQueue.name = "elsewhere"
        request.memo.fields["mine"] = TemporalPayload(text: "x")
        // An execution timeout of 900 s, a task timeout of 33 s, seven attempts, a cron schedule and a header.
        let fields: [[UInt8]] = [
            [0x32, 3, 8, 0x84, 7], [0x42, 2, 8, 33], [0x62, 2, 0x20, 7], [0x6A, 9] + Array("0 0 1 1 *".utf8),
            [0x82, 1, 7, 0x0A, 5, 0x0A, 1, 0x61, 0x12, 0],
        ]
        try request.merge(serializedBytes: fields.flatMap(\.self))
        try await TemporalClient.connected(to: address, namespace: "default") { client in
            try await client.start(request)
            func options() async throws -> [UInt8] {
                let info = try #require(try await client.describe(own.id))
                #expect(info.memo.fields["mine"]?.text == "x")
                let started = try #require(try await client.startEvent(of: info.execution))
                var options = TemporalStartWorkflowExecutionRequest()
                try options.copyOptions(of: started)
                return Array(options.unknownFields.data)
            }
            let before = try await options()
            #expect(String(decoding: before, as: UTF8.self).contains("0 0 1 1 *"))
            try await eventually("the drift") {
                try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 1)
            }
            let undo = try sample.undoFolder()
            _ = try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in }
            _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
            #expect(try await options() == before)
            try await client.terminate(own.id, reason: "test")
        }
    }

    @Test func aFormerFirmGoesWithItsWorkflows() async throws {
        let store = WorkflowStore(try await StoreServer.shared(.temporal).address, settings: settings())
        let sample = try sample()
        try await sample.restore(in: store)
        #expect(try await store.remove(firm: sample.firm.slug, keeping: nil) == Drift(added: 4))
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(removed: 4))
        #expect(try await store.drift(of: sample.other, in: sample.plan) == .none)
    }
}
