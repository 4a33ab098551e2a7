import Foundations
import NIOCore

/// Delivers a response to its reader: a sequence that pulls, or a sink that is pushed to.
///
/// Confined to its channel's event loop. Reads from the socket only on demand, so a slow reader slows the engine down
/// instead of filling memory.
///
/// ```
/// awaitingHead ─ head ─▶ body ─ end of the response ─▶ ended
///      └─ timeout, broken connection, malformed ───────▶ ended
/// ```
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias BodySource = ResponseBody.Producer.Source

    private enum Phase { case awaitingHead, body, ended }

    private let timing: ResponseTiming
    private let head: EventLoopPromise<ResponseHead>
    private let sink: ChunkSink?
    private var parser: HTTPResponseParser
    private var source: BodySource?
    private var phase = Phase.awaitingHead
    private var context: ChannelHandlerContext?
    private var wantsMore = true
    private var pushes = false
    private var timer: Scheduled<Void>?
    private var lastRead = NIODeadline.now()
    /// Returns a more specific reason for a broken connection, such as ssh's error message.
    private let explain: (@Sendable () -> EngineError?)?

    init(
        parser: HTTPResponseParser,
        timing: ResponseTiming,
        head: EventLoopPromise<ResponseHead>,
        sink: ChunkSink?,
        explain: (@Sendable () -> EngineError?)?
    ) {
        self.parser = parser
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
        guard phase == .awaitingHead, let limit = timing.head else { return }
        startTimer(limit) { [self] in
            fail(EngineError(.timedOut, "the engine did not respond within \(limit.abbreviated)"))
        }
    }

    /// Fails the response. Has no effect once the response has ended.
    func fail(_ error: EngineError) {
        guard phase != .ended else { return }
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
        guard phase != .ended else { return }
        lastRead = .now()
        do throws(EngineError) {
            let buffer = unwrapInboundIn(data)
            if pushes, let sink, parser.state == .untilClose { return try sink.take(buffer) }
            parser.append(buffer)
            while phase != .ended, let part = try parser.next() { try receive(part) }
        } catch {
            fail(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if wantsMore, phase != .ended { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if phase != .ended {
            do throws(EngineError) {
                try parser.finish()
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

    private func receive(_ part: HTTPResponseParser.Part) throws(EngineError) {
        switch part {
        case .head(let answer):
            phase = .body
            // The text of an error is collected like any other response.
            pushes = sink != nil && (answer.status == 101 || answer.status == 200)
            startBodyTimer(answer.status < 400 ? timing.body : .whole(timing.failure))
            head.succeed(answer)
        case .body(let bytes):
            if pushes, let sink { return try sink.take(bytes) }
            switch source?.yield(bytes) {
            case .produceMore: break
            case .stopProducing: wantsMore = false
            case .dropped, nil: cancelReading()
            }
        case .end:
            try sink?.checkEnd()
            end(nil)
            context?.close(promise: nil)
        }
    }

    private func end(_ error: EngineError?) {
        guard phase != .ended else { return }
        phase = .ended
        timer?.cancel()
        timer = nil
        let unanswered = EngineError(.connectionLost, "the engine closed the connection without a response")
        // Has no effect if the head has already arrived.
        head.fail(error ?? unanswered)
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
