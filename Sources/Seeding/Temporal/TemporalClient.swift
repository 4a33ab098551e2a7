import FoundationEssentials
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import NIOCore
import SwiftProtobuf

/// A client for Temporal's frontend within one namespace. Methods throw `RPCError`.
struct TemporalClient: Sendable {
    static let workflows = "temporal.api.workflowservice.v1.WorkflowService"
    static let operators = "temporal.api.operatorservice.v1.OperatorService"
    static let pageSize: Int32 = 1000
    /// The caller's identity in workflow histories.
    static let identity = "cpadev"
    private static let retention = Google_Protobuf_Duration(seconds: 7 * 24 * 60 * 60, nanos: 0)

    private static let firstPause = Duration.milliseconds(100)

    private let connections: TemporalConnections
    let namespace: String
    let timeout: Duration

    /// Runs `body` with a client whose connections are closed afterwards.
    /// - Parameter timeout: the timeout of each call.
    /// - Throws: the error of `body`; an `RPCError` is converted to `SeedingError`.
    static func connected<Answer: Sendable>(
        to address: StoreEndpoints.Address,
        namespace: String,
        timeout: Duration = .seconds(8),
        _ body: (TemporalClient) async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await TemporalConnections.open(to: address) { connections in
                try await body(TemporalClient(connections: connections, namespace: namespace, timeout: timeout))
            }
        } catch let error as RPCError {
            try Task.checkCancellation()
            throw SeedingError(error, from: address)
        } catch let error as RuntimeError {
            throw SeedingError(.unreachable, "Temporal at \(address.host):\(address.port): \(error.message)")
        }
    }

    // MARK: Namespace

    /// Creates the namespace. Throws `alreadyExists` if it exists.
    func register() async throws {
        var request = TemporalRegisterNamespaceRequest()
        request.namespace = namespace
        request.description_p = "made by cpadev"
        request.workflowExecutionRetentionPeriod = Self.retention
        let _: TemporalRegisterNamespaceResponse = try await call(Self.workflows, "RegisterNamespace", request)
    }

    /// Creates search attributes of type Keyword. Ignores attributes that already exist.
    func add(searchAttributes: [String]) async throws {
        var request = TemporalAddSearchAttributesRequest()
        request.namespace = namespace
        for name in searchAttributes { request.searchAttributes[name] = .keyword }
        let _: TemporalAddSearchAttributesResponse = try await call(Self.operators, "AddSearchAttributes", request)
    }

    // MARK: Workflows

    /// Returns the workflows that match a query.
    /// - Parameter limit: the size of the only page to read; nil for all workflows.
    func list(_ query: String, limit: Int? = nil) async throws -> [TemporalWorkflowExecutionInfo] {
        var request = TemporalListWorkflowExecutionsRequest()
        request.namespace = namespace
        request.query = query
        request.pageSize = limit.map { Int32($0) } ?? Self.pageSize
        var found: [TemporalWorkflowExecutionInfo] = []
        repeat {
            let page: TemporalListWorkflowExecutionsResponse = try await call(
                Self.workflows,
                "ListWorkflowExecutions",
                request
            )
            found += page.executions
            request.nextPageToken = page.nextPageToken
        } while limit == nil && !request.nextPageToken.isEmpty
        return found
    }

    /// Starts a workflow. Replaces a running workflow with the same id atomically.
    func start(_ item: WorkflowItem, taskQueue: String) async throws {
        var request = item.startRequest
        request.taskQueue.name = taskQueue
        try await start(request)
    }

    /// Terminates a workflow. Ignores a workflow that has already ended.
    func terminate(_ id: String, reason: String) async throws {
        var request = TemporalTerminateWorkflowExecutionRequest()
        request.namespace = namespace
        request.workflowExecution.workflowID = id
        request.reason = reason
        request.identity = Self.identity
        do {
            let _: TemporalTerminateWorkflowExecutionResponse = try await call(
                Self.workflows,
                "TerminateWorkflowExecution",
                request
            )
        } catch let error as RPCError where error.code == .notFound {}
    }

    func call<Request: Message, Response: Message>(
        _ service: String,
        _ method: String,
        _ request: Request
    ) async throws -> Response {
        var options = CallOptions.defaults
        options.timeout = timeout
        // Fail at once if the server is unreachable, not after the timeout.
        options.waitForReady = false
        let callOptions = options
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var pause = Self.firstPause
        while true {
            do {
                return try await connections.use { client in
                    try await client.unary(
                        request: ClientRequest(message: request),
                        descriptor: MethodDescriptor(fullyQualifiedService: service, method: method),
                        serializer: ProtobufSerializer<Request>(),
                        deserializer: ProtobufDeserializer<Response>(),
                        options: callOptions
                    ) { try $0.message }
                }
            } catch let error as RPCError where error.code == .resourceExhausted && clock.now + pause < deadline {
                // The server limits the rate of calls.
                try await Task.sleep(for: pause)
                pause *= 2
            }
        }
    }
}

extension SeedingError {
    fileprivate init(_ error: RPCError, from address: StoreEndpoints.Address) {
        let place = "Temporal at \(address.host):\(address.port)"
        switch error.code {
        case .unavailable, .deadlineExceeded, .cancelled:
            self.init(.unreachable, "\(place) does not answer: \(error.message)")
        case .internalError, .unknown, .dataLoss, .unimplemented:
            self.init(.garbled, "\(place): \(error.code): \(error.message)")
        default:
            self.init(.refused, "\(place) refused: \(error.message)")
        }
    }
}
