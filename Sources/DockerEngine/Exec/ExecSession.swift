/// A command that runs inside of a container. Dropping it, and its output, closes the connection; the command goes on.
package struct ExecSession: Sendable {
    /// What the command writes, until it ends. Iterated once.
    package let output: EngineStream<LogChunk>
    let connection: EngineConnection

    /// Sends bytes to the command's input, and waits until the kernel has them.
    package func write(_ bytes: [UInt8]) async throws(EngineError) { try await connection.write(bytes) }

    /// Ends the command's input; its output still comes.
    package func closeInput() async throws(EngineError) { try await connection.closeOutput() }
}
