import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Configures the pipeline of a new connection.
struct ChannelSetup: Sendable {
    typealias MakeSink = @Sendable (any EventLoop) -> ChunkSink

    struct TLS: Sendable {
        var context: NIOSSLContext
        var host: String
    }

    /// The read buffer size for attached containers, which write much at once. It would be wasted on short responses.
    static let pushedReadSize = 256 << 10

    var transport: EngineTransport
    var timing: ResponseTiming
    var tls: TLS?
    var makeSink: MakeSink?

    /// Installs the handlers. Must be called on the channel's event loop.
    ///
    /// - Parameter explain: returns a more specific reason if the connection breaks.
    func prepare(
        _ channel: any Channel,
        explain: (@Sendable () -> EngineError?)? = nil
    ) -> EventLoopFuture<ResponseBody> {
        channel.eventLoop.makeCompletedFuture { try equip(channel, explain) }
    }

    private func equip(_ channel: any Channel, _ explain: (@Sendable () -> EngineError?)?) throws -> ResponseBody {
        let loop = channel.eventLoop
        let head = loop.makePromise(of: HTTPResponseHead.self)
        let sink = makeSink?(loop)
        let decoding = ResponseDecoding()
        let handler = ConnectionHandler(decoding: decoding, timing: timing, head: head, sink: sink, explain: explain)
        let bound = NIOLoopBound(handler, eventLoop: loop)
        let producer = ResponseBody.Producer.makeSequence(
            backPressureStrategy: ResponseBody.strategy,
            finishOnDeinit: true,
            delegate: ResponseBody.Delegate(eventLoop: loop, handler: bound)
        )
        handler.deliver(to: producer.source)
        if makeSink != nil {
            let allocator = FixedSizeRecvByteBufferAllocator(capacity: Self.pushedReadSize)
            try channel.syncOptions?.setOption(.recvAllocator, value: allocator)
        }
        do {
            if let tls {
                let encryption = try TLSContext.handler(tls.context, host: tls.host)
                try channel.pipeline.syncOperations.addHandler(encryption)
            }
            try channel.pipeline.syncOperations.addHandlers([HTTPRequestEncoder(), decoding, handler])
        } catch {
            handler.fail(ConnectionErrors.broken(error))
            throw error
        }
        let connection = EngineConnection(
            channel: channel,
            handler: bound,
            answer: head.futureResult,
            sinkEnded: sink?.ended,
            transport: transport
        )
        return ResponseBody(connection: connection, bytes: producer.sequence)
    }
}

/// The time limits of a response.
struct ResponseTiming: Sendable {
    enum BodyLimit: Sendable {
        /// From the headers to the end of the body.
        case whole(Duration)
        /// Between two pieces, while the reader is waiting for data.
        case idle(Duration)
        /// No limit, as long as the engine is alive.
        case none
    }

    /// For the headers, counted from the last piece sent; nil for no limit as long as the engine is alive.
    var head: Duration?
    var body: BodyLimit
    /// For the whole body of an error response.
    var failure: Duration
}
