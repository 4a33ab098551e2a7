import LogAnalysis

/// Bytes of whole lines, about to be written. The pointers are good only for the length of the call that passes it.
struct LineRun {
    /// The part of the first line that was held back.
    var head: UnsafeRawBufferPointer
    var body: UnsafeRawBufferPointer
    var stream: LogStream
    var isContinued = false
    var isContinuation = false

    var count: Int { head.count + body.count }

    /// How many records it is. There is no newline in `head`.
    var records: Int { body.isEmpty ? (head.isEmpty ? 0 : 1) : body.recordCount }
}

/// Cuts what arrives in any chunks into runs of whole lines, and holds back what is not a whole line yet.
///
/// Pure: it neither knows time nor files. No byte is added, removed, or held back for more than `lineBytes`.
struct LineSplitter {
    private struct Held {
        var bytes: [UInt8] = []
        /// The line began in a record that has been written already.
        var isContinuation = false
    }

    private let lineBytes: Int
    private let runBytes: Int
    /// By the stream's raw value.
    private var held = [Held](repeating: Held(), count: LogStream.allCases.count)

    /// - Parameters:
    ///   - lineBytes: how much of an unfinished line is held back before it is passed on in parts.
    ///   - runBytes: how long a run of several lines may be.
    init(lineBytes: Int, runBytes: Int) {
        self.lineBytes = lineBytes
        self.runBytes = runBytes
    }

    /// Takes bytes in and passes on the lines that are complete now.
    mutating func append(_ bytes: UnsafeRawBufferPointer, stream: LogStream, emit: (LineRun) -> Void) {
        var rest = bytes
        while !rest.isEmpty {
            guard let cut = cut(rest, held: held[Int(stream.code)].bytes.count) else {
                held[Int(stream.code)].bytes.append(contentsOf: rest)
                return
            }
            pass(UnsafeRawBufferPointer(rebasing: rest[..<cut.count]), cut.isContinued, stream, emit)
            rest = UnsafeRawBufferPointer(rebasing: rest[cut.count...])
        }
    }

    /// Passes on what is held back, as records without a newline.
    ///
    /// - Parameters:
    ///   - linesGoOn: whether more of these lines is to be expected, so that they are marked as continued.
    ///   - streams: of which streams.
    mutating func flush(
        linesGoOn: Bool,
        of streams: [LogStream] = LogStream.allCases,
        emit: (LineRun) -> Void
    ) {
        for stream in streams {
            if !held[Int(stream.code)].bytes.isEmpty {
                pass(UnsafeRawBufferPointer(start: nil, count: 0), linesGoOn, stream, emit)
            } else if !linesGoOn {
                held[Int(stream.code)].isContinuation = false
            }
        }
    }

    /// How much of `rest` makes the next run; nil when no line is complete and there is room to hold it.
    private func cut(_ rest: UnsafeRawBufferPointer, held: Int) -> (count: Int, isContinued: Bool)? {
        let window = UnsafeRawBufferPointer(rebasing: rest.prefix(runBytes))
        if let last = window.lastNewline { return (last + 1, false) }
        let room = max(1, lineBytes - held)
        if let first = rest.firstNewline(from: window.count), first < room { return (first + 1, false) }
        return rest.count < room ? nil : (room, true)
    }

    private mutating func pass(
        _ body: UnsafeRawBufferPointer,
        _ isContinued: Bool,
        _ stream: LogStream,
        _ emit: (LineRun) -> Void
    ) {
        let slot = Int(stream.code)
        held[slot].bytes.withUnsafeBytes { head in
            emit(
                LineRun(
                    head: head,
                    body: body,
                    stream: stream,
                    isContinued: isContinued,
                    isContinuation: held[slot].isContinuation
                )
            )
        }
        // A rare long line shall not occupy memory for ever.
        held[slot].bytes.removeAll(keepingCapacity: held[slot].bytes.capacity <= 64 << 10)
        held[slot].isContinuation = isContinued
    }
}
