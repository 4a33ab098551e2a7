import Hummingbird
import NIOCore

/// A response body that sends heartbeats while values are slow to arrive.
enum HeartbeatBody {
    /// - Parameters:
    ///   - interval: the maximum silence.
    ///   - silence: the heartbeat to send.
    static func of<Value: Sendable>(
        _ values: AsyncThrowingStream<Value, any Error>,
        beat interval: Duration,
        silence: ByteBuffer,
        _ encode: @escaping @Sendable (Value) async throws -> ByteBuffer
    ) -> ResponseBody {
        of(Heartbeat(values, every: interval), silence: silence, encode)
    }

    static func of<Value: Sendable>(
        _ beats: Heartbeat<Value>,
        silence: ByteBuffer,
        _ encode: @escaping @Sendable (Value) async throws -> ByteBuffer
    ) -> ResponseBody {
        ResponseBody { writer in
            do {
                while let beat = try await beats.next() {
                    switch beat {
                    case .value(let value): try await writer.write(encode(value))
                    case .silence: try await writer.write(silence)
                    }
                }
            } catch {
                // The client probably disconnected, so stop the producer.
                await beats.stop()
                throw error
            }
            await beats.stop()
            try await writer.finish(nil)
        }
    }
}
