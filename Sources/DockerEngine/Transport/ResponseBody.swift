import NIOCore

/// A response body as a stream of bytes. Can be iterated once; releasing the last reference closes the connection.
struct ResponseBody: Sendable {
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Delegate
    >

    /// Forwards the reader's demand to the handler.
    struct Delegate: NIOAsyncSequenceProducerDelegate {
        let eventLoop: any EventLoop
        let handler: NIOLoopBound<ConnectionHandler>

        func produceMore() { eventLoop.execute { handler.value.produceMore() } }
        func didTerminate() { eventLoop.execute { handler.value.cancelReading() } }
    }

    /// Bounds the number of buffered pieces (of at most 64 KiB each).
    static let strategy = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
        lowWatermark: 4,
        highWatermark: 16
    )

    let connection: EngineConnection
    let bytes: Producer

    /// Reads the whole body. Throws `malformedResponse` if it exceeds the limit.
    func collect(upTo limit: Int) async throws(EngineError) -> ByteBuffer {
        var whole = ByteBuffer()
        var iterator = bytes.makeAsyncIterator()
        while var piece = try await Self.next(&iterator, isolation: #isolation) {
            guard whole.readableBytes + piece.readableBytes <= limit else {
                throw EngineError(.malformedResponse, "the engine's response is longer than \(limit >> 20) MiB")
            }
            whole.writeBuffer(&piece)
        }
        return whole
    }

    /// Returns the next piece, with errors mapped to this module's.
    static func next(
        _ iterator: inout Producer.AsyncIterator,
        isolation actor: isolated (any Actor)?
    ) async throws(EngineError) -> ByteBuffer? {
        do { return try await iterator.next(isolation: actor) } catch { throw ConnectionErrors.broken(error) }
    }
}
