import AsyncHTTPClient
package import ControlAPI
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The caller's end of the control socket.
package final class ControlClient: StackControl {
    /// The path of the supervisor's control socket.
    package let socketPath: String
    /// The process' own: it lives as long as the program, so no command has to take care of its end.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        // A supervisor at work shows it every few seconds, so what counts is silence, not how long an answer takes.
        configuration.timeout.read = silence
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The longest silence of a supervisor that is well.
    private static let silence = TimeAmount.seconds(30)
    /// What limits work whose end is not known.
    private static let long = TimeAmount.hours(24 * 365)

    private var client: HTTPClient { Self.http }
    private let watch: SupervisorWatch
    private let product: String?
    private let onOtherProduct: @Sendable (String?) -> Void

    /// A client of the supervisor behind a socket. Nothing is connected until it is asked.
    /// - Parameters:
    ///   - product: this program and its build, as a supervisor of the same build calls itself; nil: it does not matter.
    ///   - onOtherProduct: called at each answer of a supervisor that calls itself differently, or nothing, with that.
    ///   - patience: how long a supervisor may be silent before it is looked at; tests have less.
    package init(
        socketPath: String,
        product: String? = nil,
        onOtherProduct: @escaping @Sendable (String?) -> Void = { _ in },
        patience: Duration = .seconds(3)
    ) {
        self.socketPath = socketPath
        self.product = product
        self.onOtherProduct = onOtherProduct
        watch = SupervisorWatch(socketPath: socketPath, patience: patience)
    }

    /// The stack as it is now. Throws ``ControlError``: `noSupervisor` where nobody listens.
    package func snapshot() async throws -> StackSnapshot { try await get("v1/snapshot") }

    /// Sends a command, and waits for it to be accepted, however long that takes. Throws ``ControlError``.
    package func perform(_ command: StackCommand) async throws -> CommandReply {
        let request = try post("v1/commands", command)
        // Nothing has to be done before this is accepted.
        if case .down = command { return try await answer(to: request, within: .seconds(10)) }
        return try await answer(to: request, within: Self.long)
    }

    /// Hands over what this process read from pipes, for the next command that loads the project. Throws ``ControlError``.
    package func hand(_ inputs: [PipedInput]) async throws {
        guard !inputs.isEmpty else { return }
        var request = try post("v1/inputs", inputs)
        request.method = .PUT
        let _: Bool = try await answer(to: request, within: .seconds(30))
    }

    /// The profile of the last start; nil where the supervisor has none. Throws ``ControlError``.
    package func startupProfile() async throws -> StartupProfile? {
        do {
            return try await get("v1/startup")
        } catch let error as ControlError where error.code == .notFound {
            return nil
        }
    }

    /// The newest events that the supervisor keeps, oldest first. Throws ``ControlError``.
    package func journal() async throws -> [StackEvent] { try await get("v1/journal") }

    /// The environment of a service's processes, with addresses as this machine reaches them.
    package func environment(of service: String) async throws -> [String: String] {
        try await get("v1/services/\(PercentEncoding.encode(service))/environment")
    }

    /// A snapshot and every change, as the supervisor sends them. It connects when it is first iterated.
    package func updates(after sequence: UInt64?) -> AsyncThrowingStream<StackUpdate, any Error> {
        let query = sequence.map { "?after=\($0)" } ?? ""
        return stream(request("v1/events\(query)")) { ServerSentEventParser() }
    }

    /// Log lines in batches, as the supervisor sends them. It connects when it is first iterated.
    package func logs(_ query: LogQuery) -> AsyncThrowingStream<LogBatch, any Error> {
        let reader = BatchReader(blocks(query)) { LogBatch($0) }
        return AsyncThrowingStream { [watch] in try await watch.during { try await reader.next() } }
    }

    /// The same as blocks of bytes. It connects when it is first iterated.
    package func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        blocks(query)
    }

    private func blocks(_ query: LogQuery) -> AsyncThrowingStream<PackedLogBatch, any Error> {
        var request = request("v1/logs" + Self.queryString(query.parameters))
        request.headers.add(name: "accept", value: PackedLogBatch.mediaType)
        return stream(request) { PackedLogParser() }
    }

    /// Lines folded into shapes, by the supervisor. Throws ``ControlError``.
    package func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        let parameters = query.parameters + (newSinceGreen ? [LogQuery.Parameter("new_since_green", "1")] : [])
        return try await answer(to: request("v1/logs/patterns" + Self.queryString(parameters)), within: Self.long)
    }

    private static func queryString(_ parameters: [LogQuery.Parameter]) -> String {
        let items = parameters.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    // MARK: Seed data

    /// The seed data, its drift measured; nil where the stack has none. Throws ``ControlError``.
    package func dataStatus() async throws -> DataStatus? {
        do {
            // A drift of millions of rows takes a while.
            return try await answer(to: request("v1/data"), within: Self.long)
        } catch let error as ControlError where error.code == .notFound {
            return nil
        }
    }

    /// Sends a command on the seed data, and gives what the supervisor tells of it. It is sent when the stream is first
    /// iterated.
    package func perform(_ command: DataCommand) -> AsyncThrowingStream<DataEvent, any Error> {
        perform(command, at: "v1/data")
    }

    /// The same under a name. The supervisor cancels the command when it is told to, and when nobody reads on.
    package func perform(_ command: DataCommand, operation: String) -> AsyncThrowingStream<DataEvent, any Error> {
        perform(command, at: "v1/data?operation=\(PercentEncoding.encode(operation))")
    }

    private func perform(_ command: DataCommand, at path: String) -> AsyncThrowingStream<DataEvent, any Error> {
        do {
            return stream(try post(path, command)) { JSONLinesParser<DataEvent>() }
        } catch {
            return AsyncThrowingStream { $0.finish(throwing: error) }
        }
    }

    /// Cancels a command that was sent under this name; false where it is not under way. Throws ``ControlError``.
    package func cancelOperation(_ operation: String) async throws -> Bool {
        var request = request("v1/data/operations/\(PercentEncoding.encode(operation))")
        request.method = .DELETE
        return try await answer(to: request, within: .seconds(10))
    }

    /// The snapshots that there are, oldest first. Throws ``ControlError``.
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
        if response.headers.first(name: "content-type") == LateAnswer.mediaType,
            let failure = try? ControlCoding.decode(LateAnswer.Failure.self, from: data)
        {
            throw failure.lateError
        }
        do { return try ControlCoding.decode(Value.self, from: data) } catch {
            guard let product, Self.product(of: response) != product else { throw error }
            throw ControlError(
                .internal,
                "the supervisor is of another build, and its answer cannot be read: \(error)",
                hint: "cpadev down && cpadev up"
            )
        }
    }

    private static func product(of response: HTTPClientResponse) -> String? { response.headers.first(name: "server") }

    /// The response once its status is known to be 200; otherwise the error that its body tells.
    private func execute(_ request: HTTPClientRequest, within timeout: TimeAmount) async throws -> HTTPClientResponse {
        // The HTTP client would go on trying to connect for a while; whether anybody listens is known at once.
        guard UnixSocket.isListening(at: socketPath) else {
            throw ControlError(.noSupervisor, "no stack is running here", hint: "start it with: cpadev up")
        }
        let response: HTTPClientResponse
        do {
            response = try await watch.during { [client] in try await client.execute(request, timeout: timeout) }
        } catch let error as ControlError {
            throw error
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw watch.silence(after: .nanoseconds(timeout.nanoseconds))
        } catch { throw connectionLost(error) }
        if let product, Self.product(of: response) != product { onOtherProduct(Self.product(of: response)) }
        guard response.status == .ok else {
            let body = try? await response.body.collect(upTo: 1 << 20)
            if let body, let error = try? ControlCoding.decode(ControlError.self, from: Data(body.readableBytesView)) {
                throw error
            }
            throw ControlError(.internal, "the supervisor answered with HTTP \(response.status.code)")
        }
        return response
    }

    private func connectionLost(_ error: any Error) -> ControlError {
        if let error = error as? HTTPClientError, error == .readTimeout || error == .deadlineExceeded {
            return .silentSupervisor
        }
        return ControlError(.connectionLost, "the connection to the supervisor broke: \(error)")
    }

    /// A stream that connects when it is first asked, and pulls: what is not read stays in the socket.
    private func stream<Parser: StreamParser>(
        _ request: HTTPClientRequest,
        _ makeParser: @escaping @Sendable () -> Parser
    ) -> AsyncThrowingStream<Parser.Element, any Error> {
        let reader = StreamReader(makeParser()) { [self] in
            // Streams are open-ended; only their beginning has a limit, which `execute` covers by its own look.
            try await execute(request, within: Self.long).body
        }
        return AsyncThrowingStream { [watch] in try await watch.during { try await reader.next() } }
    }
}

extension ControlError {
    /// The supervisor has not shown a sign of life for too long.
    static let silentSupervisor = ControlError(
        .connectionLost,
        "the supervisor does not answer",
        hint: "end it with: cpadev down"
    )
}
