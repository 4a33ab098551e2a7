import Foundations
import NIOCore

extension EngineClient {
    /// Creates an exec in a container and returns its id. Throws `conflict` if the container is not running.
    package func createExec(_ container: String, _ exec: ExecRequest) async throws(EngineError) -> String {
        let request = try EngineRequest(.post, "/containers/", container, "/exec").sending(exec)
        return try await value(CreatedObject.self, request).id
    }

    /// Starts an exec. Its output ends when the command does; ``inspectExec(_:)`` then returns the exit code.
    package func startExec(_ id: String, isTTY: Bool = false) async throws(EngineError) -> ExecSession {
        let body = try await openLasting(Self.startRequest(id, isTTY: isTTY), .untilClosed)
        let output = EngineStream(body, decoder: OutputDecoder(isTTY: isTTY))
        return ExecSession(output: output, connection: body.connection)
    }

    /// Resizes the terminal of a running exec.
    package func resizeExec(_ id: String, rows: Int, columns: Int) async throws(EngineError) {
        let query = [("h", String(rows)), ("w", String(columns))]
        try await perform(EngineRequest(.post, "/exec/", id, "/resize", query: query))
    }

    /// Returns an exec by its id.
    package func inspectExec(_ id: String) async throws(EngineError) -> ExecInspection {
        try await value(ExecInspection.self, EngineRequest(.get, "/exec/", id, "/json"))
    }

    /// Runs a command in a container and waits for it.
    ///
    /// - Parameters:
    ///   - timeout: when to stop waiting. The command keeps running.
    ///   - limit: the number of bytes to keep of each end of a long output.
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

    /// Returns the exit code of an exec whose output has ended. Throws `malformedResponse` if the engine does not report one.
    package func exitCode(ofExec id: String) async throws(EngineError) -> Int {
        // The output ends slightly before the engine knows the exit code. The API has no call that waits for it.
        for _ in 0..<50 {
            let inspection = try await inspectExec(id)
            if !inspection.isRunning, let code = inspection.exitCode { return code }
            do { try await Task.sleep(for: .milliseconds(20)) } catch {
                throw EngineError(.cancelled, "the call was cancelled")
            }
        }
        throw EngineError(.malformedResponse, "the engine did not report the command's exit code")
    }

    private static func startRequest(_ id: String, isTTY: Bool) throws(EngineError) -> EngineRequest {
        var request = try EngineRequest(.post, "/exec/", id, "/start").sending(["Detach": false, "Tty": isTTY])
        request.hijacks = true
        return request
    }
}
