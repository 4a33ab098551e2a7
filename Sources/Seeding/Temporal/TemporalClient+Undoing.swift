import FoundationEssentials
import GRPCCore

/// What is needed to tell what became of workflows, and to bring them and schedules back.
extension TemporalClient {
    /// A workflow's latest run, with the length of its history; nil where there is none.
    func describe(_ id: String) async throws -> TemporalWorkflowExecutionInfo? {
        var request = TemporalDescribeWorkflowExecutionRequest()
        request.namespace = namespace
        request.execution.workflowID = id
        do {
            let response: TemporalDescribeWorkflowExecutionResponse = try await call(
                Self.workflows,
                "DescribeWorkflowExecution",
                request
            )
            return response.workflowExecutionInfo
        } catch let error as RPCError where error.code == .notFound { return nil }
    }

    /// What a run was started with.
    func startEvent(
        of execution: TemporalWorkflowExecution
    ) async throws -> TemporalWorkflowExecutionStartedEventAttributes? {
        var request = TemporalGetWorkflowExecutionHistoryRequest()
        request.namespace = namespace
        request.execution = execution
        request.maximumPageSize = 1
        let response: TemporalGetWorkflowExecutionHistoryResponse = try await call(
            Self.workflows,
            "GetWorkflowExecutionHistory",
            request
        )
        return response.history.events.first?.workflowExecutionStartedEventAttributes
    }

    /// Starts a workflow by a request that says all but where. One that runs under the same id ends in the same moment.
    func start(_ request: TemporalStartWorkflowExecutionRequest) async throws {
        var request = request
        request.namespace = namespace
        request.identity = Self.identity
        let _: TemporalStartWorkflowExecutionResponse = try await call(
            Self.workflows,
            "StartWorkflowExecution",
            request
        )
    }

    // MARK: Schedules

    /// The ids of all schedules.
    func schedules() async throws -> [String] {
        var request = TemporalListSchedulesRequest()
        request.namespace = namespace
        request.maximumPageSize = Self.pageSize
        var found: [String] = []
        repeat {
            let page: TemporalListSchedulesResponse = try await call(Self.workflows, "ListSchedules", request)
            found += page.schedules.map(\.scheduleID)
            request.nextPageToken = page.nextPageToken
        } while !request.nextPageToken.isEmpty
        return found
    }

    /// A schedule; nil where there is none.
    func schedule(_ id: String) async throws -> TemporalDescribeScheduleResponse? {
        var request = TemporalDescribeScheduleRequest()
        request.namespace = namespace
        request.scheduleID = id
        do { return try await call(Self.workflows, "DescribeSchedule", request) } catch let error as RPCError
            where error.code == .notFound
        { return nil }
    }

    /// Makes a schedule by a request that says all but where. Fails with `alreadyExists`.
    func create(schedule request: TemporalCreateScheduleRequest) async throws {
        var request = request
        request.namespace = namespace
        request.identity = Self.identity
        let _: TemporalCreateScheduleResponse = try await call(Self.workflows, "CreateSchedule", request)
    }

    /// Deletes a schedule. One that is gone already is fine.
    func delete(schedule id: String) async throws {
        var request = TemporalDeleteScheduleRequest()
        request.namespace = namespace
        request.scheduleID = id
        request.identity = Self.identity
        do {
            let _: TemporalDeleteScheduleResponse = try await call(Self.workflows, "DeleteSchedule", request)
        } catch let error as RPCError where error.code == .notFound {}
    }
}
