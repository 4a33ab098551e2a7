import NIOCore

/// Decodes the engine's multiplexed streams, which arrive in arbitrary pieces. Each frame has an 8-byte header (stream,
/// three zeros, big-endian length) and a payload. Source: the API's description of `/containers/{id}/attach`.
struct StreamFrameDecoder {
    private static let headerLength = 8
    /// The size limit of an error message that the engine inserts into a stream.
    private static let systemErrorLimit = 4096

    private enum Channel: Hashable {
        case output(OutputStream)
        /// Stream 3: an error message of the engine.
        case systemError
    }

    /// Whether the output comes from a terminal, and therefore without frames.
    let isTTY: Bool
    private var header: [UInt8] = []
    private var channel = Channel.output(.stdout)
    /// The number of payload bytes left in the current frame.
    private var left = 0
    private var systemError: [UInt8] = []
    /// Payloads of adjacent frames of one stream, combined into one chunk.
    private var joined: [UInt8] = []

    init(isTTY: Bool = false) { self.isTTY = isTTY }

    /// Decodes bytes, calling `emit` once for adjacent frames of one stream. The pointer is valid only during the call.
    ///
    /// Throws `malformedResponse` for an invalid header, and `serverError` if the engine ends the stream with an error.
    mutating func decode(
        _ buffer: ByteBuffer,
        _ emit: (OutputStream, UnsafeRawBufferPointer) -> Void
    ) throws(EngineError) {
        let result = buffer.withUnsafeReadableBytes { bytes -> Result<Void, EngineError> in
            Result { () throws(EngineError) in try decode(bytes, emit) }
        }
        try result.get()
    }

    private mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ emit: (OutputStream, UnsafeRawBufferPointer) -> Void
    ) throws(EngineError) {
        if isTTY {
            if !bytes.isEmpty { emit(.stdout, bytes) }
            return
        }
        var position = 0
        // The payload not yet emitted: in place if it comes from one frame, in `joined` if it comes from several.
        var run: (stream: OutputStream, range: Range<Int>)?
        defer { flush(run, bytes, emit) }
        while position < bytes.count {
            if left == 0 {
                guard try readHeader(bytes, &position) else { return }
                if left == 0 { continue }
            }
            let end = position + min(left, bytes.count - position)
            left -= end - position
            switch channel {
            case .systemError:
                systemError += bytes[position..<end].prefix(Self.systemErrorLimit - systemError.count)
                if left == 0 { throw systemFailure }
            case .output(let stream):
                if let waiting = run, waiting.stream == stream {
                    if joined.isEmpty { joined += bytes[waiting.range] }
                    joined += bytes[position..<end]
                } else {
                    flush(run, bytes, emit)
                    run = (stream, position..<end)
                }
            }
            position = end
        }
    }

    /// Handles the end of the stream. Throws `connectionLost` within a frame.
    func finish() throws(EngineError) {
        if case .systemError = channel, !systemError.isEmpty { throw systemFailure }
        guard left == 0, header.isEmpty else {
            throw EngineError(.connectionLost, "the container's output ended in the middle of a frame")
        }
    }

    private mutating func flush(
        _ run: (stream: OutputStream, range: Range<Int>)?,
        _ bytes: UnsafeRawBufferPointer,
        _ emit: (OutputStream, UnsafeRawBufferPointer) -> Void
    ) {
        guard let run else { return }
        if joined.isEmpty {
            emit(run.stream, UnsafeRawBufferPointer(rebasing: bytes[run.range]))
        } else {
            joined.withUnsafeBytes { emit(run.stream, $0) }
            joined.removeAll(keepingCapacity: true)
        }
    }

    /// Reads a header as far as it is available. Returns true once it is complete.
    private mutating func readHeader(
        _ bytes: UnsafeRawBufferPointer,
        _ position: inout Int
    ) throws(EngineError) -> Bool {
        let end = min(bytes.count, position + Self.headerLength - header.count)
        header += bytes[position..<end]
        position = end
        guard header.count == Self.headerLength else { return false }
        guard header[1] == 0, header[2] == 0, header[3] == 0, header[0] <= 3 else {
            throw EngineError(.malformedResponse, "the container's output is not framed as expected")
        }
        // The engine uses stream 0, standard input, for input echoed as output.
        channel = header[0] == 3 ? .systemError : .output(header[0] == 2 ? .stderr : .stdout)
        left = header[4...].reduce(0) { $0 << 8 | Int($1) }
        header.removeAll(keepingCapacity: true)
        return true
    }

    private var systemFailure: EngineError {
        let text = String(decoding: systemError, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return EngineErrorClassifier.error(inStream: line, otherwise: .serverError)
    }
}

/// Decodes a container's output. Adjacent frames of one stream become one chunk.
struct OutputDecoder: StreamDecoder {
    private var frames: StreamFrameDecoder

    init(isTTY: Bool) { frames = StreamFrameDecoder(isTTY: isTTY) }

    mutating func decode(_ bytes: ByteBuffer, into elements: inout [LogChunk]) throws(EngineError) {
        try frames.decode(bytes) { elements.append(LogChunk(stream: $0, bytes: [UInt8]($1))) }
    }

    mutating func finish(into elements: inout [LogChunk]) throws(EngineError) { try frames.finish() }
}
