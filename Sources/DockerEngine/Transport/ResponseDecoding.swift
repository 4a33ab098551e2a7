import NIOCore
import NIOHTTP1

/// Decodes the response to the one request of a connection. After `101`, passes all bytes on as the body.
///
/// Drives the decoder itself, because `ByteToMessageHandler` leaves the pipeline only in a later turn of the event loop.
/// Until then it drops bytes that arrive together with the end of the connection, such as all output of a short command.
final class ResponseDecoding: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    enum Phase { case awaitingHead, body, hijacked, ended }

    /// The size limit of the whole head. The decoder has none for the status line. The engine's heads are far smaller.
    private static let headLimit = 64 << 10

    /// Set by the receiver of what is decoded.
    var phase = Phase.awaitingHead
    private let decoder = HTTPResponseDecoder()
    private var pending = ByteBuffer()
    private var headLength = 0

    func handlerAdded(context: ChannelHandlerContext) { decoder.decoderAdded(context: context) }

    func handlerRemoved(context: ChannelHandlerContext) { decoder.decoderRemoved(context: context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if phase == .awaitingHead { headLength += bytes.readableBytes }
        if phase == .awaitingHead || phase == .body { decode(&bytes, context) }
        if phase == .hijacked, bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(bytes))) }
    }

    /// Decodes what is there. Leaves the bytes that follow a head with `101`.
    private func decode(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        if pending.readableBytes > 0 {
            pending.writeBuffer(&bytes)
            swap(&pending, &bytes)
        }
        do {
            _ = try decoder.decode(context: context, buffer: &bytes)
            if phase == .awaitingHead, headLength > Self.headLimit { throw HTTPParserError.headerOverflow }
            if phase != .hijacked { pending = bytes }
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // The receiver may also close the connection during `decode`, which must not be called again then.
        if phase == .awaitingHead || phase == .body {
            do { _ = try decoder.decodeLast(context: context, buffer: &pending, seenEOF: true) } catch {
                context.fireErrorCaught(error)
            }
        }
        context.fireChannelInactive()
    }

    /// Lets the decoder know the method, on which the framing of the response depends.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        decoder.write(data: unwrapOutboundIn(data))
        context.write(data, promise: promise)
    }
}
