import NIOCore

/// Events, whose stream has no end of its own: where it ends, the engine has gone.
struct EventDecoder: StreamDecoder {
    private var lines = JSONLinesDecoder<EngineEvent, EngineEvent>()

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [EngineEvent]) throws(EngineError) {
        try lines.decode(bytes, into: &elements)
    }

    mutating func finish(into elements: inout [EngineEvent]) throws(EngineError) {
        try lines.finish(into: &elements)
        throw EngineError(.connectionLost, "the engine ended its stream of events")
    }
}
