import NIOCore

/// Takes what a container writes right on the thread that read it.
///
/// Used on its connection's event loop alone, but for the future.
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

    /// Fulfilled once nothing more comes: all bytes were handed over then.
    var ended: EventLoopFuture<Void> { promise.futureResult }

    /// Hands the bytes on. Throws what the frames are wrong about, or tell of the engine.
    func take(_ buffer: ByteBuffer) throws(EngineError) {
        switch format {
        case .raw: buffer.withUnsafeReadableBytes { if !$0.isEmpty { onChunk(.stdout, $0) } }
        case .frames(var decoder):
            // Taken out so that it is changed in place, not copied.
            format = .raw
            defer { format = .frames(decoder) }
            let onChunk = onChunk
            let result = buffer.withUnsafeReadableBytes { bytes -> Result<Void, EngineError> in
                Result { () throws(EngineError) in try decoder.decode(bytes, onChunk) }
            }
            try result.get()
        }
    }

    /// Nothing more comes; an error where it is not the container's end.
    func finish(_ error: EngineError?) {
        if let error { promise.fail(error) } else { promise.succeed() }
    }

    /// Throws `malformedAnswer` where a frame was cut off.
    func checkEnd() throws(EngineError) {
        if case .frames(let decoder) = format { try decoder.finish() }
    }
}
