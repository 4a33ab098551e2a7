/// A running exec. Releasing it and its output closes the connection; the command keeps running.
package struct ExecSession: Sendable {
    /// The command's output until it ends. Can be iterated once.
    package let output: EngineStream<LogChunk>
    let connection: EngineConnection

    /// Writes to the command's standard input. Returns once the kernel has accepted the bytes.
    package func write(_ bytes: [UInt8]) async throws(EngineError) { try await connection.write(bytes) }

    /// Closes the command's standard input. Its output still arrives.
    package func closeInput() async throws(EngineError) { try await connection.closeOutput() }
}

/// The state of an exec, as reported by the engine.
package struct ExecInspection: Decodable, Hashable, Sendable {
    package var isRunning: Bool
    /// Its process on the engine's machine.
    package var pid: Int?
    /// nil while it is running.
    package var exitCode: Int?

    private enum CodingKeys: String, CodingKey {
        case pid, exitCode
        case isRunning = "running"
    }
}

/// The result of a command inside a container.
package struct ExecResult: Hashable, Sendable {
    package var execID: String
    /// nil if the command timed out; it is then still running.
    package var exitCode: Int?
    /// Both output streams, interleaved as they arrived. Of a long output, only the beginning and the end are kept.
    package var output: [UInt8]
}
