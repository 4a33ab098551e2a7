package import ControlAPI
import FoundationEssentials
import Glibc
import Hummingbird
import HummingbirdCore
package import LogAnalysis
package import Logging
import NIOCore
import NIOPosix

/// Serves a ``StackControl`` as HTTP over a Unix socket of mode 0600, to processes of the same user only.
///
///     GET  /v1/snapshot              the stack: a StackSnapshot
///     GET  /v1/events?after=N        server-sent events: `snapshot`, then `change` (with id), `metrics`, `data`
///     GET  /v1/logs?service=&grep=…  log lines, see LogQuery+Parameters: a LogBatch a line as JSON, or PackedLogBatches
///     GET  /v1/logs/patterns?…       the same lines folded into shapes: LogPatterns
///     POST /v1/commands              a StackCommand → CommandReply
///     GET  /v1/startup               the profile of the last start, or 404
///     GET  /v1/journal               the newest events that are kept, oldest first: an array of StackEvent
///     GET  /v1/data                  the seed data, its drift measured: a DataStatus, or 404
///     POST /v1/data                  a DataCommand → DataEvents, one a line, the last of which says what became of it
///     DELETE /v1/data/operations/ID  cancels what POST /v1/data?operation=ID began: whether there was something
///     GET  /v1/data/snapshots        an array of DataSnapshotInfo
///     PUT  /v1/inputs                an array of PipedInput, for the next time the project is loaded
///     GET  /v1/services/NAME/environment     the environment of a service's processes
///     GET  /metrics                  Prometheus text
///
/// An error is a ControlError with status 400, 404, 409 or 500; of what takes long, see LateAnswer. No answer is silent for
/// longer than some seconds. Without an operation's name, a DataCommand goes on when its client leaves.
package struct ControlServer: Sendable {
    /// Ample for the event loop to take the connections that wait in the kernel.
    private static let acceptPatience = Duration.milliseconds(20)

    private let control: any StackControl
    private let masker: @Sendable () async -> SecretMasker?
    private let environment: @Sendable (String) async -> [String: String]?
    private let takeInputs: @Sendable ([PipedInput]) async -> Void
    private let beat: Duration
    private let socketPath: String
    private let product: String?
    private let logger: Logger
    private let ending = EndingFlag()

    /// - Parameters:
    ///   - masker: hides secrets in everything that leaves, errors included; nil: nothing is hidden. Log lines are masked
    ///     where they are read, unless a query asks for them as they are, and environments are not: they are what is asked for.
    ///   - environment: of the named service's processes; nil for an unknown name.
    ///   - takeInputs: takes over what a command read from pipes.
    ///   - beat: the longest silence of an answer.
    ///   - socketPath: at most 107 bytes, as unix(7) has it. A stale file there is replaced.
    ///   - product: the program and its build, which each answer names as its `server`.
    package init(
        control: any StackControl,
        masker: @escaping @Sendable () async -> SecretMasker?,
        environment: @escaping @Sendable (String) async -> [String: String]?,
        takeInputs: @escaping @Sendable ([PipedInput]) async -> Void = { _ in },
        beat: Duration = .seconds(4),
        socketPath: String,
        product: String? = nil,
        logger: Logger
    ) {
        self.control = control
        self.masker = masker
        self.environment = environment
        self.takeInputs = takeInputs
        self.beat = beat
        self.socketPath = socketPath
        self.product = product
        let ending = ending
        self.logger = Logger(label: logger.label) { _ in EndingLogHandler(logger, ending) }
    }

    /// Serves until the task is cancelled, and removes the socket then.
    /// - Parameter onListening: called once the socket accepts connections.
    package func run(onListening: @escaping @Sendable () async -> Void) async throws {
        let allowed = PeerCheck.currentUser
        let socketPath = socketPath
        let app = Application(
            router: router(),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [PeerCheck(allowedUser: allowed)])
            ),
            configuration: .init(address: .unixDomainSocket(path: socketPath), serverName: product),
            onServerRunning: { _ in
                // The socket was made with the umask's mode. Changing the umask instead would change it for services
                // that are being started at this moment; until here, the peer check keeps other users out.
                _ = chmod(socketPath, 0o600)
                await onListening()
            },
            // One thread is plenty for a handful of local clients, and each costs memory.
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)),
            logger: logger
        )
        let serving = Task { try await app.run() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            // A connection that comes in while the server is already ending would trap inside NIO, which insists that
            // somebody takes it. So nobody can find the socket any more, and what had found it is taken, before it ends.
            unlink(socketPath)
            ending.set()
            Task {
                try? await Task.sleep(for: Self.acceptPatience)
                serving.cancel()
            }
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("v1/snapshot") { _, _ in try await respond { try await control.snapshot() } }
        router.get("v1/events") { request, _ in
            let after = request.uri.queryParameters.get("after", as: UInt64.self)
            return EventStream.response(control.updates(after: after), masker: masker)
        }
        let logs = LogRoutes(control: control, beat: beat)
        router.get("v1/logs") { request, _ in try await answer { try await logs.lines(request) } }
        router.get("v1/logs/patterns") { request, _ in
            try await respond(isMasked: false) { try await logs.patterns(request) }
        }
        router.post("v1/commands") { request, _ in
            var request = request
            // A switch of branches changes thousands of files, whose paths are in the command.
            let body = try await request.collectBody(upTo: 16 << 20)
            return try await respond {
                let command: StackCommand
                do { command = try ControlCoding.decode(StackCommand.self, from: Data(body.readableBytesView)) } catch {
                    throw ControlError(.badRequest, "not a command: \(error)")
                }
                return try await control.perform(command)
            }
        }
        router.get("v1/startup") { _, _ in
            try await respond {
                guard let profile = try await control.startupProfile() else {
                    throw ControlError(.notFound, "no start is complete yet")
                }
                return profile
            }
        }
        router.get("v1/journal") { _, _ in try await respond { try await control.journal() } }
        addData(to: router)
        router.put("v1/inputs") { request, _ in
            var request = request
            let body = try await request.collectBody(upTo: 64 << 20)
            return try await respond {
                guard let inputs = try? ControlCoding.decode([PipedInput].self, from: Data(body.readableBytesView))
                else { throw ControlError(.badRequest, "not piped inputs") }
                await takeInputs(inputs)
                return true
            }
        }
        router.get("v1/services/:name/environment") { _, context in
            let encoded = try context.parameters.require("name")
            return try await respond(isMasked: false) {
                // The router matches the path as it was sent.
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
            let text = PrometheusText.render(try await control.snapshot())
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: text))
            )
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
            var request = request
            let body = try await request.collectBody(upTo: 64 * 1024)
            guard let command = try? ControlCoding.decode(DataCommand.self, from: Data(body.readableBytesView)) else {
                return try await respond { () -> DataOutcome in throw ControlError(.badRequest, "not a data command") }
            }
            guard let operation = request.uri.queryParameters["operation"] else {
                return JSONLinesStream.response(Self.told(control.perform(command)), beat: beat, masker: masker)
            }
            let events = Self.told(control.perform(command, operation: String(operation)))
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

    /// The same events, an error as the last of them: once the head of an answer is sent, the connection could only break.
    private static func told(
        _ events: AsyncThrowingStream<DataEvent, any Error>
    ) -> AsyncThrowingStream<DataEvent, any Error> {
        let reader = FailingLast(events)
        return AsyncThrowingStream { await reader.next() }
    }

    /// The value as JSON, or the error as JSON with its status; as a ``LateAnswer`` where it takes long. It is worked out
    /// to its end, whoever waits for it.
    /// - Parameter isMasked: false for what is masked already, or asked for as it is.
    private func respond(
        isMasked: Bool = true,
        _ body: @escaping @Sendable () async throws -> some Encodable & SendableMetatype
    ) async throws -> Response {
        let (answers, continuation) = AsyncThrowingStream.makeStream(of: Answer.self, throwing: (any Error).self)
        Task {
            continuation.yield(await encoded(body, isMasked: isMasked))
            continuation.finish()
        }
        let beats = Heartbeat(answers, every: beat)
        if case .value(let answer) = try await beats.next() { return Self.json(answer.data, answer.status) }
        return Response(
            status: .ok,
            headers: [.contentType: LateAnswer.mediaType],
            body: LivingBody.of(beats, silence: ByteBuffer(string: "\n")) { ByteBuffer(bytes: $0.late) }
        )
    }

    private struct Answer: Sendable {
        var data: Data
        /// As it is told once the head is sent.
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
            late: (try? ControlCoding.encode(LateAnswer.Failure(failure), masker: masker)) ?? Data(),
            status: failure.code.status
        )
    }

    /// The response, or the error as JSON with its status.
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
