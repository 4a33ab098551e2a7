import NIOCore

/// An answer's body, as its bytes come. It is iterated once; the connection is closed when all of it is gone.
struct ResponseBody: Sendable {
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Delegate
    >

    /// Tells the handler what the reader wants.
    struct Delegate: NIOAsyncSequenceProducerDelegate {
        let eventLoop: any EventLoop
        let handler: NIOLoopBound<ConnectionHandler>

        func produceMore() { eventLoop.execute { handler.value.produceMore() } }
        func didTerminate() { eventLoop.execute { handler.value.cancelReading() } }
    }

    /// At most so many pieces (of at most 64 KiB each) wait for the reader.
    static let strategy = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
        lowWatermark: 4,
        highWatermark: 16
    )

    let connection: EngineConnection
    let bytes: Producer

    /// All of it. Throws `malformedAnswer` beyond the limit.
    func collect(upTo limit: Int) async throws(EngineError) -> ByteBuffer {
        var whole = ByteBuffer()
        var iterator = bytes.makeAsyncIterator()
        while var piece = try await Self.next(&iterator, isolation: #isolation) {
            guard whole.readableBytes + piece.readableBytes <= limit else {
                throw EngineError(.malformedAnswer, "the engine's answer is longer than \(limit >> 20) MiB")
            }
            whole.writeBuffer(&piece)
        }
        return whole
    }

    /// The next piece of an iterator of `bytes`, with this module's errors.
    static func next(
        _ iterator: inout Producer.AsyncIterator,
        isolation actor: isolated (any Actor)?
    ) async throws(EngineError) -> ByteBuffer? {
        do { return try await iterator.next(isolation: actor) } catch { throw ConnectionErrors.broken(error) }
    }
}
