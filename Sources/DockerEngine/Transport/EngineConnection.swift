import Foundations
import NIOCore
import NIOHTTP1
import Synchronization

/// A connection to the engine, used for one call. Closed at the latest when the last reference is released.
final class EngineConnection: Sendable {
    let channel: any Channel
    let handler: NIOLoopBound<ConnectionHandler>
    let sinkEnded: EventLoopFuture<Void>?
    /// Keeps the event loops running. A session may outlive the client that opened it.
    private let transport: EngineTransport
    private let answer: EventLoopFuture<HTTPResponseHead>
    /// The task that sends a streamed body.
    private let upload = Mutex<OwnedTask<Void>?>(nil)

    /// - Parameter sinkEnded: succeeds when the sink has received everything; nil if the bytes are pulled.
    init(
        channel: any Channel,
        handler: NIOLoopBound<ConnectionHandler>,
        answer: EventLoopFuture<HTTPResponseHead>,
        sinkEnded: EventLoopFuture<Void>?,
        transport: EngineTransport
    ) {
        self.transport = transport
        self.channel = channel
        self.handler = handler
        self.answer = answer
        self.sinkEnded = sinkEnded
    }

    deinit { close() }

    /// Cancels the call, whatever its state.
    func close() {
        upload.withLock { $0 }?.cancel()
        fail(EngineError(.cancelled, "the call was cancelled"))
    }

    /// Fails the call for everything that waits for it.
    func fail(_ error: EngineError) {
        channel.eventLoop.execute { [handler] in handler.value.fail(error) }
    }

    /// Fails the call if data was requested but nothing has arrived since `moment`.
    func failIfSilent(since moment: NIODeadline, _ error: EngineError) {
        channel.eventLoop.execute { [handler] in handler.value.failIfSilent(since: moment, error) }
    }

    /// Sends the request and waits for the response head. Cancelling the task closes the connection.
    func perform(
        _ head: HTTPRequestHead,
        _ body: EngineRequest.Body
    ) async throws(EngineError) -> HTTPResponseHead {
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if case .bytes(let bytes, _) = body { channel.write(Self.body(bytes), promise: nil) }
        channel.flush()
        if case .stream(let producer, _) = body { send(producer) }
        return try await closingWhenCancelled(answer)
    }

    private static func body(_ bytes: [UInt8]) -> HTTPClientRequestPart { .body(.byteBuffer(ByteBuffer(bytes: bytes))) }

    /// Waits until the sink has received everything. Cancelling the task closes the connection.
    func waitForSink() async throws(EngineError) {
        guard let sinkEnded else { return }
        try await closingWhenCancelled(sinkEnded)
    }

    private func closingWhenCancelled<Value: Sendable>(
        _ future: EventLoopFuture<Value>
    ) async throws(EngineError) -> Value {
        do {
            return try await withTaskCancellationHandler {
                try await future.get()
            } onCancel: {
                close()
            }
        } catch {
            throw ConnectionErrors.broken(error)
        }
    }

    // MARK: Hijacked connections

    /// Writes to the process's standard input. Returns once the kernel has accepted the bytes.
    func write(_ bytes: [UInt8]) async throws(EngineError) {
        do { try await channel.writeAndFlush(Self.body(bytes)) } catch { throw ConnectionErrors.broken(error) }
    }

    /// Closes the process's standard input. Its output still arrives.
    func closeOutput() async throws(EngineError) {
        do {
            try await channel.close(mode: .output)
        } catch ChannelError.outputClosed {
        } catch ChannelError.alreadyClosed {
        } catch {
            throw ConnectionErrors.broken(error)
        }
    }

    // MARK: Uploads

    private func send(_ producer: ByteProducer) {
        let channel = channel
        let handler = handler
        let task = OwnedTask {
            do {
                while let bytes = try await producer.next() {
                    try await channel.writeAndFlush(Self.body(bytes))
                    channel.eventLoop.execute { handler.value.requestProgressed() }
                }
                try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
            } catch let error as EngineError {
                // The producer failed. The engine must not take what was sent for the complete body.
                channel.eventLoop.execute { handler.value.fail(error) }
            } catch {
                // The engine closed its end. Its response may contain the reason, so the reader of the response reports it.
            }
        }
        upload.withLock { $0 = task }
    }
}
