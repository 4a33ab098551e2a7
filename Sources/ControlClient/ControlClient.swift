import AsyncHTTPClient
package import ControlAPI
import FoundationEssentials
import Foundations
import Glibc
import NIOCore
import NIOHTTP1

/// A client of the control socket. Its methods throw ``ControlError``; streams connect when they are first iterated.
package final class ControlClient: StackControl {
    package let socketPath: String
    /// One HTTP client for the lifetime of the process, so that commands need not shut it down.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        // A working supervisor sends a heartbeat every few seconds, so limit the silence rather than the response time.
        configuration.timeout.read = silence
        // A retry could reach the next supervisor, for which the request was not meant.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = ListenerCheck.verify
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The maximum silence of a healthy supervisor.
    private static let silence = TimeAmount.seconds(30)
    /// How long to wait for a place in the queue of a supervisor that is slow to accept connections.
    private static let queueing = Duration.seconds(10)
    /// The timeout for work of unknown duration.
    private static let long = TimeAmount.hours(24 * 365)

    private let watch: SupervisorWatch
    private let product: String?
    private let onProductMismatch: @Sendable (String?) -> Void

    /// Creates a client. It connects only when a request is made.
    /// - Parameters:
    ///   - product: the name and build of this program, which a supervisor of the same build sends as well; nil
    ///     disables the check.
    ///   - onProductMismatch: called for each response of a supervisor that sends a different name or none, with that
    ///     name.
    ///   - patience: how long the supervisor may be silent before its process state is checked; shorter in tests.
    package init(
        socketPath: String,
        product: String? = nil,
        onProductMismatch: @escaping @Sendable (String?) -> Void = { _ in },
        patience: Duration = .seconds(3)
    ) {
        self.socketPath = socketPath
        self.product = product
        self.onProductMismatch = onProductMismatch
        watch = SupervisorWatch(socketPath: socketPath, patience: patience)
    }

    /// Returns the current state of the stack. Throws ``ControlError``: `noSupervisor` if no process listens.
    package func snapshot() async throws -> StackSnapshot { try await get("v1/snapshot") }

    /// Sends a command and waits, without a time limit, until it is accepted. Throws ``ControlError``.
    package func perform(_ command: StackCommand) async throws -> CommandReply {
        let request = try post("v1/commands", command)
        // The supervisor accepts this at once.
        if case .down = command { return try await answer(to: request, within: .seconds(10)) }
        return try await answer(to: request, within: Self.long)
    }

    /// Transfers input that this process read from pipes, for the next command that loads the project. Throws
    /// ``ControlError``.
    package func hand(_ inputs: [PipedInput]) async throws {
        guard !inputs.isEmpty else { return }
        var request = try post("v1/inputs", inputs)
        request.method = .PUT
        let _: Bool = try await answer(to: request, within: .seconds(30))
    }

    package func startupProfile() async throws -> StartupProfile? {
        do {
            return try await get("v1/startup")
        } catch let error as ControlError where error.code == .notFound {
            return nil
        }
    }

    package func journal() async throws -> [StackEvent] { try await get("v1/journal") }

    package func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry] {
        try await answer(to: request("v1/history?from=\(startNs)&to=\(endNs)"), within: Self.long)
    }

    /// Returns the environment of a service's processes, with addresses as reachable from this machine.
    package func environment(of service: String) async throws -> [String: String] {
        try await get("v1/services/\(PercentEncoding.encode(service))/environment")
    }

    package func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let query = sequence.map { "?after=\($0)" } ?? ""
        return stream(request("v1/events\(query)")) { ServerSentEventParser() }
    }

    package func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        var request = request("v1/logs" + Self.queryString(query.parameters))
        request.headers.add(name: "accept", value: PackedLogBatch.mediaType)
        return stream(request) { PackedLogParser() }
    }

    package func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        let parameters = query.parameters + (newSinceGreen ? [LogQuery.Parameter("new_since_green", "1")] : [])
        return try await answer(to: request("v1/logs/patterns" + Self.queryString(parameters)), within: Self.long)
    }

    private static func queryString(_ parameters: [LogQuery.Parameter]) -> String {
        let items = parameters.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    // MARK: Seed data

    package func dataStatus() async throws -> DataStatus? {
        do {
            // Measuring the drift of millions of rows takes a while.
            return try await answer(to: request("v1/data"), within: Self.long)
        } catch let error as ControlError where error.code == .notFound {
            return nil
        }
    }

    /// The command is sent when the stream is first iterated.
    package func perform(_ command: DataCommand, operation: String?) -> AsyncThrowingStream<DataEvent, any Error> {
        let query = operation.map { "?operation=\(PercentEncoding.encode($0))" } ?? ""
        do {
            return stream(try post("v1/data\(query)", command)) { JSONLinesParser<DataEvent>() }
        } catch {
            return AsyncThrowingStream { $0.finish(throwing: error) }
        }
    }

    package func cancelOperation(_ operation: String) async throws -> Bool {
        var request = request("v1/data/operations/\(PercentEncoding.encode(operation))")
        request.method = .DELETE
        return try await answer(to: request, within: .seconds(10))
    }

    package func dataSnapshots() async throws -> [DataSnapshotInfo] {
        try await answer(to: request("v1/data/snapshots"), within: Self.long)
    }

    // MARK: Requests

    private func request(_ path: String) -> HTTPClientRequest {
        HTTPClientRequest(url: "http+unix://\(PercentEncoding.encode(socketPath))/\(path)")
    }

    private func post(_ path: String, _ body: some Encodable) throws -> HTTPClientRequest {
        var request = request(path)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try ControlCoding.encode(body)))
        return request
    }

    private func get<Value: Decodable>(_ path: String) async throws -> Value {
        try await answer(to: request(path), within: .seconds(10))
    }

    private func answer<Value: Decodable>(
        to request: HTTPClientRequest,
        within timeout: TimeAmount
    ) async throws -> Value {
        let response = try await execute(request, within: timeout)
        let body: ByteBuffer
        do {
            body = try await watch.during { try await response.body.collect(upTo: 64 << 20) }
        } catch let error as ControlError {
            throw error
        } catch { throw connectionLost(error) }
        let data = Data(body.readableBytesView)
        if response.headers.first(name: "content-type") == DeferredResponse.mediaType,
            let failure = try? ControlCoding.decode(DeferredResponse.Failure.self, from: data)
        {
            throw failure.lateError
        }
        do { return try ControlCoding.decode(Value.self, from: data) } catch {
            guard let product, Self.product(of: response) != product else { throw error }
            throw ControlError(
                .internal,
                "the supervisor is a different build, and its response cannot be decoded: \(error)",
                hint: "restart the stack: cpadev down && cpadev up"
            )
        }
    }

    private static func product(of response: HTTPClientResponse) -> String? { response.headers.first(name: "server") }

    /// Returns the response if its status is 200; otherwise throws the error in its body.
    private func execute(_ request: HTTPClientRequest, within timeout: TimeAmount) async throws -> HTTPClientResponse {
        // The HTTP client would retry for a while, but whether a process listens is known at once.
        guard UnixSocket.isListening(at: socketPath) else {
            throw ControlError.noSupervisor
        }
        let response: HTTPClientResponse
        do {
            response = try await watch.during { try await Self.send(request, within: timeout) }
        } catch let error as ControlError {
            throw error
        } catch let error as IOError where [ECONNREFUSED, ENOENT].contains(error.errnoCode) {
            // The supervisor ended since the check.
            throw ControlError.noSupervisor
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw watch.silence(after: .nanoseconds(timeout.nanoseconds))
        } catch { throw connectionLost(error) }
        if let product, Self.product(of: response) != product { onProductMismatch(Self.product(of: response)) }
        guard response.status == .ok else {
            let body = try? await response.body.collect(upTo: 1 << 20)
            if let body, let error = try? ControlCoding.decode(ControlError.self, from: Data(body.readableBytesView)) {
                throw error
            }
            throw ControlError(.internal, "the supervisor responded with HTTP \(response.status.code)")
        }
        return response
    }

    /// Connects and sends the request. It tries again only while the listener's queue of connections is full, when
    /// nothing has been sent. Source: connect(2), EAGAIN.
    private static func send(
        _ request: HTTPClientRequest,
        within timeout: TimeAmount
    ) async throws -> HTTPClientResponse {
        let deadline = ContinuousClock.now + queueing
        while true {
            do { return try await http.execute(request, timeout: timeout) } catch let error as IOError
                where error.errnoCode == EAGAIN && deadline > .now
            {
                // The system has no event for a free place.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func connectionLost(_ error: any Error) -> ControlError {
        if let error = error as? HTTPClientError, error == .readTimeout || error == .deadlineExceeded {
            return .unresponsiveSupervisor
        }
        if let error = error as? IOError, error.errnoCode == EAGAIN { return .unresponsiveSupervisor }
        return .connectionLost(error)
    }

    /// Returns a pull-based stream that connects when first iterated. Unread data stays in the socket.
    private func stream<Parser: StreamParser>(
        _ request: HTTPClientRequest,
        _ makeParser: @escaping @Sendable () -> Parser
    ) -> AsyncThrowingStream<Parser.Element, any Error> {
        let reader = StreamReader(makeParser()) { [self] in
            // Streams are open-ended. Only connecting is limited, by the check in `execute`.
            try await execute(request, within: Self.long).body
        }
        return AsyncThrowingStream { [watch] in try await watch.during { try await reader.next() } }
    }
}

extension ControlError {
    /// The error for a connection that broke.
    static func connectionLost(_ error: any Error) -> ControlError {
        let reason =
            switch error {
            case let error as IOError: String(cString: strerror(error.errnoCode))
            case let error as HTTPClientError: error.shortDescription
            default: "\(error)"
            }
        return ControlError(.connectionLost, "lost the connection to the supervisor: \(reason)")
    }

    /// Nobody listens, or another user.
    static let noSupervisor = ControlError(
        .noSupervisor,
        "no stack is running here",
        hint: "start it with: cpadev up"
    )

    /// The supervisor has been silent for too long.
    static let unresponsiveSupervisor = ControlError(
        .connectionLost,
        "the supervisor does not answer",
        hint: "stop it with: cpadev down"
    )
}
