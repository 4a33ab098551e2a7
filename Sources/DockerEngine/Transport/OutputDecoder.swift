import NIOCore

/// Decodes a container's output, which is framed unless the container has a terminal. Adjacent frames of one stream
/// become one chunk.
struct OutputDecoder: StreamDecoder {
    private enum Format {
        case frames(StreamFrameDecoder)
        case raw
    }

    private var format: Format

    init(isTTY: Bool) { format = isTTY ? .raw : .frames(StreamFrameDecoder()) }

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [LogChunk]) throws(EngineError) {
        guard case .frames(var decoder) = format else {
            if bytes.readableBytes > 0 {
                elements.append(LogChunk(stream: .stdout, bytes: [UInt8](bytes.readableBytesView)))
            }
            return
        }
        // Moved out of the enum so that it is mutated in place, not copied.
        format = .raw
        defer { format = .frames(decoder) }
        var chunks: [LogChunk] = []
        defer { elements += chunks }
        let result = bytes.withUnsafeReadableBytes { bytes -> Result<Void, EngineError> in
            Result { () throws(EngineError) in
                try decoder.decode(bytes) { stream, bytes in
                    chunks.append(LogChunk(stream: stream, bytes: [UInt8](bytes)))
                }
            }
        }
        try result.get()
    }

    mutating func finish(into elements: inout [LogChunk]) throws(EngineError) {
        if case .frames(let decoder) = format { try decoder.finish() }
    }
}
