/// A connection to a container's output. Releasing it detaches from the container.
package struct Attachment: Sendable {
    let connection: EngineConnection

    /// Returns once all bytes have been delivered: nil if the container ended, otherwise why the connection broke.
    @discardableResult
    package func ended() async -> EngineError? {
        do throws(EngineError) { try await connection.waitForSink() } catch { return error }
        return nil
    }

    /// Detaches from the container.
    package func close() { connection.close() }
}

/// A piece of a container's or exec's output, with arbitrary boundaries.
package struct LogChunk: Hashable, Sendable {
    package var stream: OutputStream
    package var bytes: [UInt8]

    /// The bytes as text, with invalid UTF-8 replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The output stream of a process that bytes were written to.
package enum OutputStream: UInt8, Hashable, Sendable {
    /// Standard output; with a terminal, all output.
    case stdout = 1
    /// Standard error.
    case stderr = 2
}
