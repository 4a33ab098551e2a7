/// Takes the engine's multiplexed streams apart: frames of an 8-byte header (stream, three zeros, length in big-endian)
/// and a payload, cut anywhere. Source: the API's description of `/containers/{id}/attach`.
struct StreamFrameDecoder {
    private static let headerLength = 8
    /// What the engine tells of itself in the midst of a stream, at most.
    private static let systemErrorLimit = 4096

    private enum Channel: Hashable {
        case output(OutputStream)
        /// Stream 3: an error of the engine.
        case systemError
    }

    private var header: [UInt8] = []
    private var channel = Channel.output(.stdout)
    /// What the current frame's payload has still to come.
    private var left = 0
    private var systemError: [UInt8] = []
    /// Payloads of adjacent frames, so that they are handed over at once.
    private var joined: [UInt8] = []

    /// Decodes what was read, and calls `emit` as seldom as possible: once for adjacent frames of one stream. The pointer
    /// is valid during the call only.
    ///
    /// Throws `malformedAnswer` where no frame begins, and `serverError` where the engine ends the stream with an error.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ emit: (OutputStream, UnsafeRawBufferPointer) -> Void
    ) throws(EngineError) {
        var position = 0
        // The payload that has not been handed over: in place while it is one frame's, in `joined` once it is several.
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

    /// Nothing more comes. Throws `connectionLost` where a frame has not come whole.
    func finish() throws(EngineError) {
        if case .systemError = channel, !systemError.isEmpty { throw systemFailure }
        guard left == 0, header.isEmpty else {
            throw EngineError(.connectionLost, "the container's output broke off in the midst of a frame")
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

    /// Reads a header, or as much of it as there is; true once the frame's payload begins.
    private mutating func readHeader(
        _ bytes: UnsafeRawBufferPointer,
        _ position: inout Int
    ) throws(EngineError) -> Bool {
        if header.isEmpty, bytes.count - position >= Self.headerLength {
            try begin(UnsafeRawBufferPointer(rebasing: bytes[position..<position + Self.headerLength]))
            position += Self.headerLength
            return true
        }
        let end = min(bytes.count, position + Self.headerLength - header.count)
        header += bytes[position..<end]
        position = end
        guard header.count == Self.headerLength else { return false }
        let whole = header
        header.removeAll(keepingCapacity: true)
        let result = whole.withUnsafeBytes { bytes -> Result<Void, EngineError> in
            Result { () throws(EngineError) in try begin(bytes) }
        }
        try result.get()
        return true
    }

    private mutating func begin(_ header: UnsafeRawBufferPointer) throws(EngineError) {
        guard header[1] == 0, header[2] == 0, header[3] == 0, header[0] <= 3 else {
            throw EngineError(.malformedAnswer, "the container's output is not in frames, as the engine says it is")
        }
        // Stream 0, standard input, is what the engine echoes as output.
        channel = header[0] == 3 ? .systemError : .output(header[0] == 2 ? .stderr : .stdout)
        left = Int(UInt32(bigEndian: header.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
    }

    private var systemFailure: EngineError {
        let text = String(decoding: systemError, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return EngineErrorClassifier.error(inStream: line, otherwise: .serverError)
    }
}
