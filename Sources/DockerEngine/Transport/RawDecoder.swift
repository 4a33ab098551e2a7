import NIOCore

/// Passes bytes through unchanged.
struct RawDecoder: StreamDecoder {
    mutating func decode(_ bytes: ByteBuffer, into elements: inout [[UInt8]]) throws(EngineError) {
        if bytes.readableBytes > 0 { elements.append([UInt8](bytes.readableBytesView)) }
    }

    mutating func finish(into elements: inout [[UInt8]]) throws(EngineError) {}
}
