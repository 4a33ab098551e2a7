import FoundationEssentials
import GRPCCore

/// Calls that inspect workflows, and restore workflows and schedules.
extension TemporalClient {
    /// Returns a workflow's latest run, including the length of its history, or nil if there is none.
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

    /// Returns the start event of a run, which has its input and task queue.
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

    /// Starts a workflow by a request without namespace. Replaces a running workflow with the same id atomically.
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

    func schedule(_ id: String) async throws -> TemporalDescribeScheduleResponse? {
        var request = TemporalDescribeScheduleRequest()
        request.namespace = namespace
        request.scheduleID = id
        do { return try await call(Self.workflows, "DescribeSchedule", request) } catch let error as RPCError
            where error.code == .notFound
        { return nil }
    }

    /// Creates a schedule by a request without namespace. Throws `alreadyExists` if the schedule exists.
    func create(schedule request: TemporalCreateScheduleRequest) async throws {
        var request = request
        request.namespace = namespace
        request.identity = Self.identity
        let _: TemporalCreateScheduleResponse = try await call(Self.workflows, "CreateSchedule", request)
    }

    /// Deletes a schedule. Ignores a schedule that no longer exists.
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
