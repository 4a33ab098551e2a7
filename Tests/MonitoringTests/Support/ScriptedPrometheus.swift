import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that answers each query by a script, right or wrong.
struct ScriptedPrometheus: Sendable {
    enum Answer: Sendable {
        /// A result with one series, whose value is the same at every time of the request.
        case value(Double)
        case json(String)
        /// The head, then this many bytes of a list of numbers.
        case flood(Int)
        /// Bytes that are not HTTP.
        case raw(String)
        case silence
    }

    let port: Int
    private let channel: any Channel

    var address: String { "127.0.0.1:\(port)" }

    /// Runs `body` with a server. `answer` gets the expression of a query, or the path of another request.
    static func run<Value>(
        port: Int = 0,
        _ answer: @escaping @Sendable (String) -> Answer,
        _ body: (ScriptedPrometheus) async throws -> Value
    ) async throws -> Value {
        let connections = Connections()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        let server = ScriptedPrometheus(port: channel.localAddress?.port ?? 0, channel: channel)
        do {
            let value = try await body(server)
            try await channel.close()
            await connections.close()
            return value
        } catch {
            try? await channel.close()
            await connections.close()
            throw error
        }
    }

    /// The connections, which end with the server as those of a killed process do.
    private final class Connections: Sendable {
        private let channels = Mutex<[any Channel]>([])

        func add(_ channel: any Channel) { channels.withLock { $0.append(channel) } }

        func close() async {
            for channel in channels.withLock(\.self) { try? await channel.close() }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: @Sendable (String) -> Answer

        init(_ answer: @escaping @Sendable (String) -> Answer) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let parts = head.uri.split(separator: "?", maxSplits: 1)
            let pairs = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { $0.split(separator: "=") }
            let query = Dictionary(pairs.map { ($0[0], $0.count > 1 ? String($0[1]) : "") }) { first, _ in first }
            switch answer(query["query"].map(Self.decoded) ?? String(parts[0])) {
            case .silence: break
            case .value(let value): send(Self.result(value, query), context)
            case .json(let text): send(text, context)
            case .raw(let text):
                // Past the encoder.
                let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                encoder?.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
                encoder?.close(promise: nil)
            case .flood(let bytes): flood(bytes, context)
            }
        }

        private static func decoded(_ text: String) -> String {
            var (bytes, rest) = ([UInt8](), text.utf8[...])
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func result(_ value: Double, _ query: [Substring: String]) -> String {
            guard let start = query["start"].flatMap(Double.init), let end = query["end"].flatMap(Double.init),
                let step = query["step"].flatMap(Double.init)
            else {
                let sample = #"[{"metric":{"__name__":"v"},"value":[\#(query["time"] ?? "0"),"\#(value)"]}]"#
                return #"{"status":"success","data":{"resultType":"vector","result":\#(sample)}}"#
            }
            let samples = stride(from: start, through: end, by: step).map { "[\($0),\"\(value)\"]" }
            let series = #"[{"metric":{"__name__":"v"},"values":[\#(samples.joined(separator: ","))]}]"#
            return #"{"status":"success","data":{"resultType":"matrix","result":\#(series)}}"#
        }

        private func send(_ text: String, _ context: ChannelHandlerContext) {
            let headers = HTTPHeaders([("Content-Length", "\(text.utf8.count)")])
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        private func flood(_ bytes: Int, _ context: ChannelHandlerContext) {
            let head = HTTPResponseHead(version: .http1_1, status: .ok)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            sendMore(bytes, NIOLoopBound(context, eventLoop: context.eventLoop))
        }

        private func sendMore(_ left: Int, _ context: NIOLoopBound<ChannelHandlerContext>) {
            guard left > 0 else {
                context.value.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
                return
            }
            let piece = ByteBuffer(repeating: UInt8(ascii: "1"), count: min(left, 1 << 20))
            let handler = NIOLoopBound(self, eventLoop: context.value.eventLoop)
            // The next piece when this one is written, so that memory does not grow.
            context.value.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(piece)))).whenSuccess {
                handler.value.sendMore(left - piece.readableBytes, context)
            }
        }
    }
}
