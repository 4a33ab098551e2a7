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
