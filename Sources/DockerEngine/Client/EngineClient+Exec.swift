import NIOCore

extension EngineClient {
    /// Prepares a command in a container, and returns its id. Throws `conflict` where the container does not run.
    package func createExec(_ container: String, _ exec: ExecRequest) async throws(EngineError) -> String {
        var request = EngineRequest(.post, "/containers/", container, "/exec")
        request.body = .bytes(try EngineJSON.encode(exec), type: "application/json")
        return try await value(CreatedObject.self, request).id
    }

    /// Runs a prepared command. Its output ends with it; then ``inspectExec(_:)`` tells its exit code.
    package func startExec(_ id: String, isTTY: Bool = false) async throws(EngineError) -> ExecSession {
        let body = try await openLasting(Self.startRequest(id, isTTY: isTTY), .untilClosed)
        let output = EngineStream(body, decoder: OutputDecoder(isTTY: isTTY))
        return ExecSession(output: output, connection: body.connection)
    }

    /// Tells a running command's terminal its size.
    package func resizeExec(_ id: String, rows: Int, columns: Int) async throws(EngineError) {
        var request = EngineRequest(.post, "/exec/", id, "/resize")
        request.query = [("h", String(rows)), ("w", String(columns))]
        try await perform(request)
    }

    /// A command by its id.
    package func inspectExec(_ id: String) async throws(EngineError) -> ExecInspection {
        try await value(ExecInspection.self, EngineRequest(.get, "/exec/", id, "/json"))
    }

    /// Runs a command in a container and waits for it.
    ///
    /// - Parameters:
    ///   - timeout: after this the command is waited for no longer; it goes on.
    ///   - limit: of each end of a long output so many bytes are kept.
    package func run(
        _ container: String,
        _ arguments: [String],
        timeout: Duration,
        limit: Int
    ) async throws(EngineError) -> ExecResult {
        try await run(container, ExecRequest(arguments), timeout: timeout, limit: limit)
    }

    /// The same with a user, an environment and more.
    package func run(
        _ container: String,
        _ exec: ExecRequest,
        timeout: Duration,
        limit: Int
    ) async throws(EngineError) -> ExecResult {
        let id = try await createExec(container, exec)
        let collected = CollectedOutput(limit: limit)
        let body = try await openLasting(Self.startRequest(id, isTTY: exec.tty), .untilClosed) { loop in
            ChunkSink(on: loop, isTTY: exec.tty) { collected.append($1) }
        }
        let connection = body.connection
        let timer = connection.channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [weak connection] in
            collected.isLate = true
            connection?.close()
        }
        defer { timer.cancel() }
        do throws(EngineError) { try await connection.waitForSink() } catch {
            guard collected.isLate, !Task.isCancelled else { throw error }
            return ExecResult(execID: id, exitCode: nil, output: collected.bytes)
        }
        return ExecResult(execID: id, exitCode: try await exitCode(ofExec: id), output: collected.bytes)
    }

    /// How a command ended whose output has come to its end. Throws `malformedAnswer` where the engine does not tell.
    package func exitCode(ofExec id: String) async throws(EngineError) -> Int {
        // The engine tells the end of the output a moment before it knows how the command ended.
        for _ in 0..<50 {
            let inspection = try await inspectExec(id)
            if !inspection.isRunning, let code = inspection.exitCode { return code }
            do { try await Task.sleep(for: .milliseconds(20)) } catch {
                throw EngineError(.cancelled, "the call was cancelled")
            }
        }
        throw EngineError(.malformedAnswer, "the engine does not tell how the command ended")
    }

    private static func startRequest(_ id: String, isTTY: Bool) -> EngineRequest {
        var request = EngineRequest(.post, "/exec/", id, "/start")
        request.body = .bytes([UInt8](#"{"Detach":false,"Tty":\#(isTTY)}"#.utf8), type: "application/json")
        request.hijacks = true
        return request
    }
}
