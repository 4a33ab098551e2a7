import Foundations
import NIOCore
import NIOHTTP1

/// Delivers a response to its reader: a sequence that pulls, or a sink that is pushed to.
///
/// Confined to its channel's event loop. Reads from the socket only on demand, so a slow reader slows the engine down
/// instead of filling memory.
///
/// ```
/// awaitingHead ─ head ─▶ body ───── end of the response ─────▶ ended
///      ├─────── 101 ───▶ hijacked ─ end of the connection ───▶ ended
///      └─ timeout, broken connection, malformed (any phase) ──▶ ended
/// ```
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias BodySource = ResponseBody.Producer.Source

    private let decoding: ResponseDecoding
    private let timing: ResponseTiming
    private let head: EventLoopPromise<HTTPResponseHead>
    private let sink: ChunkSink?
    private var source: BodySource?
    private var context: ChannelHandlerContext?
    private var wantsMore = true
    private var pushes = false
    private var timer: Scheduled<Void>?
    private var lastRead = NIODeadline.now()
    /// Returns a more specific reason for a broken connection, such as ssh's error message.
    private let explain: (@Sendable () -> EngineError?)?

    init(
        decoding: ResponseDecoding,
        timing: ResponseTiming,
        head: EventLoopPromise<HTTPResponseHead>,
        sink: ChunkSink?,
        explain: (@Sendable () -> EngineError?)?
    ) {
        self.decoding = decoding
        self.timing = timing
        self.head = head
        self.sink = sink
        self.explain = explain
    }

    /// Sets the destination of the body. Must be called once, before the channel is active.
    func deliver(to source: BodySource) { self.source = source }

    // MARK: From the reader

    /// The reader has consumed enough to want more.
    func produceMore() {
        guard !wantsMore else { return }
        wantsMore = true
        lastRead = .now()
        context?.read()
    }

    /// The request, or a piece of it, has been sent. Restarts the head timeout.
    func requestProgressed() {
        guard decoding.phase == .awaitingHead, let limit = timing.head else { return }
        startTimer(limit) { [self] in
            fail(EngineError(.timedOut, "the engine did not respond within \(limit.abbreviated)"))
        }
    }

    /// Fails the response. Has no effect once the response has ended.
    func fail(_ error: EngineError) {
        guard decoding.phase != .ended else { return }
        end(error)
        context?.close(promise: nil)
    }

    /// The reader is gone. Has no effect on a sink.
    func cancelReading() {
        if !pushes { fail(EngineError(.cancelled, "the call was cancelled")) }
    }

    /// Fails the response if data was requested but nothing has arrived since `moment`.
    func failIfSilent(since moment: NIODeadline, _ error: EngineError) {
        if wantsMore, lastRead < moment { fail(error) }
    }

    // MARK: From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { channelActive(context: context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end(EngineError(.connectionLost, "the connection to the engine was closed"))
    }

    func channelActive(context: ChannelHandlerContext) {
        requestProgressed()
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard decoding.phase != .ended else { return }
        do throws(EngineError) {
            switch unwrapInboundIn(data) {
            case .head(let answer): receive(answer)
            case .body(let bytes): try receive(bytes)
            case .end where decoding.phase == .hijacked: break
            case .end:
                try sink?.checkEnd()
                end(nil)
                context.close(promise: nil)
            }
        } catch {
            fail(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        lastRead = .now()
        if wantsMore, decoding.phase != .ended { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if decoding.phase != .ended {
            do throws(EngineError) {
                guard decoding.phase == .hijacked else {
                    throw ConnectionErrors.closed(hasHead: decoding.phase == .body)
                }
                try sink?.checkEnd()
                end(nil)
            } catch {
                end(explain?() ?? error)
            }
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(explain?() ?? ConnectionErrors.broken(error))
    }

    // MARK: Parts of the response

    private func receive(_ answer: HTTPResponseHead) {
        decoding.phase = answer.status == .switchingProtocols ? .hijacked : .body
        // The text of an error is collected like any other response.
        pushes = sink != nil && (answer.status == .switchingProtocols || answer.status == .ok)
        startBodyTimer(answer.status.code < 400 ? timing.body : .whole(timing.failure))
        head.succeed(answer)
    }

    private func receive(_ bytes: ByteBuffer) throws(EngineError) {
        if pushes, let sink { return try sink.take(bytes) }
        switch source?.yield(bytes) {
        case .produceMore: break
        case .stopProducing: wantsMore = false
        case .dropped, nil: cancelReading()
        }
    }

    private func end(_ error: EngineError?) {
        guard decoding.phase != .ended else { return }
        decoding.phase = .ended
        timer?.cancel()
        timer = nil
        // Has no effect if the head has already arrived.
        head.fail(error ?? ConnectionErrors.closed(hasHead: false))
        sink?.finish(error)
        if let error { source?.finish(error) } else { source?.finish() }
        source = nil
    }

    // MARK: Time

    private func startBodyTimer(_ limit: ResponseTiming.BodyLimit) {
        timer?.cancel()
        timer = nil
        switch limit {
        case .none: break
        case .whole(let limit):
            startTimer(limit) { [self] in
                fail(EngineError(.timedOut, "the engine's response was not complete within \(limit.abbreviated)"))
            }
        case .idle(let limit): watchIdleness(limit, after: limit)
        }
    }

    private func watchIdleness(_ limit: Duration, after delay: Duration) {
        startTimer(delay) { [self] in
            // A slow reader does not count as silence of the engine.
            if !wantsMore { lastRead = .now() }
            let silence = Duration(NIODeadline.now() - lastRead)
            guard silence < limit else {
                return fail(EngineError(.timedOut, "no data from the engine for \(limit.abbreviated)"))
            }
            watchIdleness(limit, after: limit - silence)
        }
    }

    private func startTimer(_ delay: Duration, _ action: @escaping () -> Void) {
        timer?.cancel()
        timer = context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay), action)
    }
}
