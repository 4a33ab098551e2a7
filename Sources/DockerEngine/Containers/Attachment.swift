/// A connection to a container's outputs, and to its input where it was asked for. Dropping it lets go of the container.
package struct Attachment: Sendable {
    let connection: EngineConnection

    /// Returns once all bytes were handed over: nil when the container has ended, else why the connection broke.
    @discardableResult
    package func ended() async -> EngineError? {
        do throws(EngineError) { try await connection.waitForSink() } catch { return error }
        return nil
    }

    /// Sends bytes to the container's input, and waits until the kernel has them.
    package func write(_ bytes: [UInt8]) async throws(EngineError) { try await connection.write(bytes) }

    /// Ends the container's input; its output still comes.
    package func closeInput() async throws(EngineError) { try await connection.closeOutput() }

    /// Lets go of the container.
    package func close() { connection.close() }
}
