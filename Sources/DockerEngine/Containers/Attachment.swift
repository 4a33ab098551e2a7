/// A connection to a container's output, and optionally its input. Releasing it detaches from the container.
package struct Attachment: Sendable {
    let connection: EngineConnection

    /// Returns once all bytes have been delivered: nil if the container ended, otherwise why the connection broke.
    @discardableResult
    package func ended() async -> EngineError? {
        do throws(EngineError) { try await connection.waitForSink() } catch { return error }
        return nil
    }

    /// Writes to the container's standard input. Returns once the kernel has accepted the bytes.
    package func write(_ bytes: [UInt8]) async throws(EngineError) { try await connection.write(bytes) }

    /// Closes the container's standard input. Its output still arrives.
    package func closeInput() async throws(EngineError) { try await connection.closeOutput() }

    /// Detaches from the container.
    package func close() { connection.close() }
}
