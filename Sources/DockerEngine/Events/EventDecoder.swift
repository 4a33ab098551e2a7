import NIOCore

/// Decodes events. The stream has no regular end: if it ends, the engine is gone.
struct EventDecoder: StreamDecoder {
    private var lines = JSONLinesDecoder<EngineEvent, EngineEvent>()

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [EngineEvent]) throws(EngineError) {
        try lines.decode(bytes, into: &elements)
    }

    mutating func finish(into elements: inout [EngineEvent]) throws(EngineError) {
        try lines.finish(into: &elements)
        throw EngineError(.connectionLost, "the engine closed its event stream")
    }
}
