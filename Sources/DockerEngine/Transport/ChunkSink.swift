import NIOCore

/// Delivers a container's output on the thread that read it.
///
/// Must be used on its connection's event loop, except for the future.
final class ChunkSink {
    private var frames: StreamFrameDecoder
    private let onChunk: @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    private let promise: EventLoopPromise<Void>

    init(
        on loop: any EventLoop,
        isTTY: Bool,
        onChunk: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) {
        frames = StreamFrameDecoder(isTTY: isTTY)
        promise = loop.makePromise()
        self.onChunk = onChunk
    }

    /// Succeeds once all bytes have been delivered and the stream has ended.
    var ended: EventLoopFuture<Void> { promise.futureResult }

    /// Delivers bytes. Throws if a frame is malformed or carries an error of the engine.
    func take(_ buffer: ByteBuffer) throws(EngineError) { try frames.decode(buffer, onChunk) }

    /// Ends the stream, with an error unless the container ended.
    func finish(_ error: EngineError?) {
        if let error { promise.fail(error) } else { promise.succeed() }
    }

    /// Throws if the stream ended within a frame.
    func checkEnd() throws(EngineError) { try frames.finish() }
}
