import Hummingbird
import NIOCore

/// A response's body of values that may be long in coming.
enum LivingBody {
    /// - Parameters:
    ///   - interval: the longest time in which nothing is sent.
    ///   - silence: what is sent then.
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
                // Most likely the reader is gone, and whoever makes the values should know.
                await beats.stop()
                throw error
            }
            await beats.stop()
            try await writer.finish(nil)
        }
    }
}
