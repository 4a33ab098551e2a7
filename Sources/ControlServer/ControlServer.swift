package import ControlAPI
import FoundationEssentials
import Foundations
import Glibc
import Hummingbird
import HummingbirdCore
package import LogAnalysis
package import Logging
import NIOCore
import NIOPosix

/// Serves a ``StackControl`` as HTTP over a Unix socket of mode 0600, to processes of the same user only.
///
///     GET  /v1/snapshot              a StackSnapshot
///     GET  /v1/events?after=N        server-sent events: `snapshot`, then `change` (with id), `metrics`, `data`
///     GET  /v1/logs?service=&grep=…  log lines, see LogQuery+Parameters: LogBatches as JSON lines, or PackedLogBatches
///     GET  /v1/logs/patterns?…       the same lines grouped by pattern: LogPatterns
///     POST /v1/commands              a StackCommand → CommandReply
///     GET  /v1/startup               the profile of the last start, or 404
///     GET  /v1/journal               the newest events, oldest first: an array of StackEvent
///     GET  /v1/history?from=N&to=N   what the stack was in a period: an array of HistoryEntry; times in ns since 1970
///     GET  /v1/data                  the seed data with its drift measured: a DataStatus, or 404
///     POST /v1/data                  a DataCommand → DataEvents as JSON lines, of which the last is the result
///     DELETE /v1/data/operations/ID  cancels the operation of POST /v1/data?operation=ID: whether there was one
///     GET  /v1/data/snapshots        an array of DataSnapshotInfo
///     PUT  /v1/inputs                an array of PipedInput, for the next load of the project
///     GET  /v1/services/NAME/environment     the environment of a service's processes
///     GET  /metrics                  Prometheus text
///
/// An error is a ControlError with status 400, 404, 409 or 500; for slow requests, see DeferredResponse. No response is
/// silent for more than a few seconds. A DataCommand without an operation ID continues when its client disconnects.
package struct ControlServer: Sendable {
    private let control: any StackControl
    private let masker: @Sendable () async -> SecretMasker?
    private let environment: @Sendable (String) async -> [String: String]?
    private let metrics: @Sendable () async -> [MetricFamily]
    private let acceptInputs: @Sendable ([PipedInput]) async -> Void
    private let beat: Duration
    private let socketPath: String
    private let product: String?
    private let logger: Logger
    private let ending = ShutdownFlag()
    private let requests = OwnedTasks<Never>()
    private let subscriptions = OpenStreams()

    /// - Parameters:
    ///   - masker: masks secrets in all responses, including errors; nil: nothing is masked. Log lines are masked where
    ///     they are read, unless the query asks for unmasked lines. Environments are not masked, because their values
    ///     are what the client requests.
    ///   - environment: returns the environment of the named service's processes; nil for an unknown name.
    ///   - metrics: returns what `GET /metrics` shows.
    ///   - acceptInputs: receives input that a command read from pipes.
    ///   - beat: the maximum silence of a response.
    ///   - socketPath: at most 107 bytes; see unix(7). A stale file at the path is replaced.
    ///   - product: the name and build of the program, sent as the `server` header of each response.
    package init(
        control: any StackControl,
        masker: @escaping @Sendable () async -> SecretMasker?,
        environment: @escaping @Sendable (String) async -> [String: String]?,
        metrics: @escaping @Sendable () async -> [MetricFamily],
        acceptInputs: @escaping @Sendable ([PipedInput]) async -> Void = { _ in },
        beat: Duration = .seconds(4),
        socketPath: String,
        product: String? = nil,
        logger: Logger
    ) {
        self.control = control
        self.masker = masker
        self.environment = environment
        self.metrics = metrics
        self.acceptInputs = acceptInputs
        self.beat = beat
        self.socketPath = socketPath
        self.product = product
        let ending = ending
        self.logger = Logger(label: logger.label) { _ in ShutdownLogHandler(logger, ending) }
    }

    /// Serves until the task is cancelled, then removes the socket.
    /// - Parameter onListening: called once the socket accepts connections.
    package func run(onListening: @escaping @Sendable () async -> Void) async throws {
        let allowed = PeerCheck.currentUser
        let socketPath = socketPath
        // One thread is enough for a few local clients, and each thread costs memory.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let app = Application(
            router: router(),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [PeerCheck(allowedUser: allowed)])
            ),
            configuration: .init(address: .unixDomainSocket(path: socketPath), serverName: product),
            onServerRunning: { _ in
                // The socket was created with the umask's mode. Changing the umask would also affect services that are
                // being started. Until this point, the peer check keeps other users out.
                _ = chmod(socketPath, 0o600)
                await onListening()
            },
            eventLoopGroupProvider: .shared(group),
            logger: logger
        )
        let serving = OwnedTask { () -> Result<Void, any Error> in
            do { return .success(try await app.run()) } catch { return .failure(error) }
        }
        let closing = OwnedTasks<Never>()
        try await withTaskCancellationHandler {
            try await serving.value.get()
        } onCancel: {
            ending.set()
            closing.run {
                await SocketClosing.close(socketPath, group)
                serving.cancel()
            }
        }
    }

    /// Waits until the streams of updates have ended, which they do after the stack's last event; at most for a time,
    /// since a subscriber may have stopped reading.
    package func waitForSubscribers(within limit: Duration) async { await subscriptions.waitForEnd(within: limit) }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("v1/snapshot") { _, _ in try await respond { try await control.snapshot() } }
        router.get("v1/events") { request, _ in
            let after = request.uri.queryParameters.get("after", as: UInt64.self)
            return EventStream.response(control.updates(after: after), counting: subscriptions, masker: masker)
        }
        let logs = LogRoutes(control: control, beat: beat)
        router.get("v1/logs") { request, _ in try await answer { try await logs.lines(request) } }
        router.get("v1/logs/patterns") { request, _ in
            try await respond(isMasked: false) { try await logs.patterns(request) }
        }
        router.post("v1/commands") { request, _ in
            // Switching branches can change thousands of files, whose paths are part of the command.
            let command = try await decoded(StackCommand.self, "command", from: request, upTo: 16 << 20)
            return try await respond { try await control.perform(command.get()) }
        }
        router.get("v1/startup") { _, _ in
            try await respond {
                guard let profile = try await control.startupProfile() else {
                    throw ControlError(.notFound, "no start has completed yet")
                }
                return profile
            }
        }
        router.get("v1/journal") { _, _ in try await respond { try await control.journal() } }
        router.get("v1/history") { request, _ in
            let parameters = request.uri.queryParameters
            let (from, to) = (parameters.get("from", as: Int64.self), parameters.get("to", as: Int64.self))
            return try await respond {
                guard let from, let to, from <= to else {
                    throw ControlError(.badRequest, "'from' and 'to' must be times in nanoseconds since 1970")
                }
                return try await control.history(from: from, to: to)
            }
        }
        addData(to: router)
        router.put("v1/inputs") { request, _ in
            let inputs = try await decoded([PipedInput].self, "piped inputs", from: request, upTo: 64 << 20)
            return try await respond {
                await acceptInputs(try inputs.get())
                return true
            }
        }
        router.get("v1/services/:name/environment") { _, context in
            let encoded = try context.parameters.require("name")
            return try await respond(isMasked: false) {
                // The router does not decode the path.
                guard let name = PercentEncoding.decode(encoded) else {
                    throw ControlError(.badRequest, "invalid name '\(encoded)'")
                }
                guard let variables = await environment(name) else {
                    throw ControlError(.unknownService, "no service '\(name)'")
                }
                return variables
            }
        }
        router.get("metrics") { _, _ in
            PrometheusText.response(await metrics())
        }
        return router
    }

    private func addData(to router: Router<BasicRequestContext>) {
        router.get("v1/data") { _, _ in
            try await respond {
                guard let status = try await control.dataStatus() else { throw ControlError.noSeedData }
                return status
            }
        }
        router.get("v1/data/snapshots") { _, _ in try await respond { try await control.dataSnapshots() } }
        router.post("v1/data") { request, _ in
            let body = try await decoded(DataCommand.self, "data command", from: request, upTo: 64 << 10)
            guard case .success(let command) = body else { return try await respond { try body.get() } }
            let operation = request.uri.queryParameters["operation"].map(String.init)
            let events = Self.told(control.perform(command, operation: operation))
            return JSONLinesStream.response(events, beat: beat, masker: masker)
        }
        router.delete("v1/data/operations/:id") { _, context in
            let id = try context.parameters.require("id")
            return try await respond {
                guard let id = PercentEncoding.decode(id) else { return false }
                return try await control.cancelOperation(id)
            }
        }
    }

    /// The value in the body of a request, or `badRequest`.
    private func decoded<Value: Decodable & Sendable>(
        _ type: Value.Type,
        _ name: String,
        from request: Request,
        upTo limit: Int
    ) async throws -> Result<Value, ControlError> {
        var request = request
        let body = try await request.collectBody(upTo: limit)
        do { return .success(try ControlCoding.decode(type, from: Data(body.readableBytesView))) } catch {
            return .failure(ControlError(.badRequest, "invalid \(name): \(error)"))
        }
    }

    /// Converts a thrown error into a last event: once the response head is sent, an error could only break the
    /// connection.
    private static func told(
        _ events: AsyncThrowingStream<DataEvent, any Error>
    ) -> AsyncThrowingStream<DataEvent, any Error> {
        let reader = ErrorEventReader(events)
        return AsyncThrowingStream { await reader.next() }
    }

    /// Responds with the value, or with the error and its status, as JSON; as a ``DeferredResponse`` if it takes long. `body`
    /// runs to completion even if the client disconnects.
    /// - Parameter isMasked: false if the value is already masked or is to be sent unmasked.
    private func respond(
        isMasked: Bool = true,
        _ body: @escaping @Sendable () async throws -> some Encodable & SendableMetatype
    ) async throws -> Response {
        let (answers, continuation) = AsyncThrowingStream.makeStream(of: Answer.self, throwing: (any Error).self)
        requests.run {
            continuation.yield(await encoded(body, isMasked: isMasked))
            continuation.finish()
        }
        let beats = Heartbeat(answers, every: beat)
        if case .value(let answer) = try await beats.next() { return Self.json(answer.data, answer.status) }
        return Response(
            status: .ok,
            headers: [.contentType: DeferredResponse.mediaType],
            body: HeartbeatBody.of(beats, silence: ByteBuffer(string: "\n")) { ByteBuffer(bytes: $0.late) }
        )
    }

    private struct Answer: Sendable {
        var data: Data
        /// The body to send if the response head was already sent.
        var late: Data
        var status: HTTPResponse.Status = .ok
    }

    private func encoded(_ body: () async throws -> some Encodable, isMasked: Bool) async -> Answer {
        let failure: ControlError
        do {
            let value = try await body()
            let data = try ControlCoding.encode(value, masker: isMasked ? await masker() : nil)
            return Answer(data: data, late: data)
        } catch let error as ControlError {
            failure = error
        } catch {
            logger.error("request failed", metadata: ["error": "\(error)"])
            failure = ControlError(.internal, "\(error)")
        }
        let masker = await self.masker()
        return Answer(
            data: (try? ControlCoding.encode(failure, masker: masker)) ?? Data(),
            late: (try? ControlCoding.encode(DeferredResponse.Failure(failure), masker: masker)) ?? Data(),
            status: failure.code.status
        )
    }

    /// Returns the response, or the error as JSON with its status.
    private func answer(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let error as ControlError {
            return Self.json(try ControlCoding.encode(error, masker: await masker()), error.code.status)
        } catch {
            logger.error("request failed", metadata: ["error": "\(error)"])
            let failure = ControlError(.internal, "\(error)")
            return Self.json(try ControlCoding.encode(failure, masker: await masker()), .internalServerError)
        }
    }

    private static func json(_ data: Data, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data))
        )
    }
}

extension ControlError.Code {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .badRequest: .badRequest
        case .unknownService, .notFound: .notFound
        case .invalidProject, .portTaken, .processHangs, .runtimeRefused, .refreshFailed, .shuttingDown, .dataRefused,
            .dataBusy:
            .conflict
        default: .internalServerError
        }
    }
}
