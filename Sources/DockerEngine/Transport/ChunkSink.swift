import NIOCore

/// Delivers a container's output on the thread that read it.
///
/// Must be used on its connection's event loop, except for the future.
final class ChunkSink {
    private enum Format {
        case frames(StreamFrameDecoder)
        case raw
    }

    private var format: Format
    private let onChunk: @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    private let promise: EventLoopPromise<Void>

    init(
        on loop: any EventLoop,
        isTTY: Bool,
        onChunk: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) {
        format = isTTY ? .raw : .frames(StreamFrameDecoder())
        promise = loop.makePromise()
        self.onChunk = onChunk
    }

    /// Succeeds once all bytes have been delivered and the stream has ended.
    var ended: EventLoopFuture<Void> { promise.futureResult }

    /// Delivers bytes. Throws if a frame is malformed or carries an error of the engine.
    func take(_ buffer: ByteBuffer) throws(EngineError) {
        switch format {
        case .raw: buffer.withUnsafeReadableBytes { if !$0.isEmpty { onChunk(.stdout, $0) } }
        case .frames(var decoder):
            // Moved out of the enum so that it is mutated in place, not copied.
            format = .raw
            defer { format = .frames(decoder) }
            let onChunk = onChunk
            let result = buffer.withUnsafeReadableBytes { bytes -> Result<Void, EngineError> in
                Result { () throws(EngineError) in try decoder.decode(bytes, onChunk) }
            }
            try result.get()
        }
    }

    /// Ends the stream, with an error unless the container ended.
    func finish(_ error: EngineError?) {
        if let error { promise.fail(error) } else { promise.succeed() }
    }

    /// Throws if the stream ended within a frame.
    func checkEnd() throws(EngineError) {
        if case .frames(let decoder) = format { try decoder.finish() }
    }
}
