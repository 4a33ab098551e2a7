import LogAnalysis

/// The bytes of whole lines, ready to be written. The pointers are valid only during the call that passes the run.
struct LineRun {
    /// The part of the first line that was buffered.
    var head: UnsafeRawBufferPointer
    var body: UnsafeRawBufferPointer
    var stream: LogStream
    var isContinued = false
    var isContinuation = false

    var count: Int { head.count + body.count }

    /// The number of records. `head` contains no newline.
    var records: Int { body.isEmpty ? (head.isEmpty ? 0 : 1) : body.recordCount }
}

/// Splits arbitrary chunks into runs of whole lines, and buffers incomplete lines.
///
/// No byte is added or removed, and at most `lineBytes` are buffered per stream.
struct LineSplitter {
    private struct Held {
        var bytes: [UInt8] = []
        /// Whether the line started in a record that has already been written.
        var isContinuation = false
        /// Whether that record holds the entire line so far, because ``flush(linesContinue:of:emit:)`` emitted it.
        var wasShown = false

        var isCarriageReturn: Bool { bytes.count == 1 && bytes[0] == LineSplitter.carriageReturn }
    }

    private static let carriageReturn = UInt8(ascii: "\r")

    private let lineBytes: Int
    private let runBytes: Int
    /// Indexed by the stream's code.
    private var held = [Held](repeating: Held(), count: LogStream.allCases.count)

    /// - Parameters:
    ///   - lineBytes: how many bytes of an unfinished line are buffered before it is emitted in parts.
    ///   - runBytes: the maximum size of a run of several lines.
    init(lineBytes: Int, runBytes: Int) {
        self.lineBytes = lineBytes
        self.runBytes = runBytes
    }

    /// Adds bytes and emits the lines that are now complete.
    ///
    /// - Parameter end: called instead of `emit` for a newline, with any carriage return, that ends a line whose text has
    ///   already been written. Emitting it would create an empty line that the service did not write.
    mutating func append(
        _ bytes: UnsafeRawBufferPointer,
        stream: LogStream,
        end: (UnsafeRawBufferPointer) -> Void = { _ in },
        emit: (LineRun) -> Void
    ) {
        var rest = bytes
        let slot = Int(stream.code)
        if held[slot].wasShown, held[slot].bytes.isEmpty || held[slot].isCarriageReturn {
            let count = held[slot].bytes.isEmpty && rest.first == Self.carriageReturn ? 2 : 1
            let ending = held[slot].bytes + rest.prefix(count)
            if ending.last == UnsafeRawBufferPointer.newline {
                held[slot] = Held()
                ending.withUnsafeBytes(end)
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
        while !rest.isEmpty {
            guard let cut = cut(rest, held: held[Int(stream.code)].bytes.count) else {
                held[Int(stream.code)].bytes.append(contentsOf: rest)
                return
            }
            pass(UnsafeRawBufferPointer(rebasing: rest[..<cut.count]), cut.isContinued, stream, emit)
            rest = UnsafeRawBufferPointer(rebasing: rest[cut.count...])
        }
    }

    /// Emits the buffered bytes as records without a newline.
    ///
    /// - Parameters:
    ///   - linesContinue: whether more of these lines is expected, so that they are marked as continued. An incomplete character or
    ///     escape sequence at the end then stays in the buffer, since half of one has a different meaning.
    ///   - streams: the streams to flush.
    mutating func flush(
        linesContinue: Bool,
        of streams: [LogStream] = LogStream.allCases,
        emit: (LineRun) -> Void
    ) {
        for stream in streams {
            let slot = Int(stream.code)
            // It shows nothing, and is probably the first half of the line's end.
            if linesContinue, held[slot].wasShown, held[slot].isCarriageReturn { continue }
            let whole = linesContinue ? held[slot].bytes.withUnsafeBytes(\.wholeCount) : held[slot].bytes.count
            let rest = Array(held[slot].bytes[whole...])
            held[slot].bytes.removeSubrange(whole...)
            if !held[slot].bytes.isEmpty {
                pass(UnsafeRawBufferPointer(start: nil, count: 0), linesContinue, stream, emit)
                held[slot].wasShown = linesContinue
            } else if !linesContinue {
                held[slot].isContinuation = false
                held[slot].wasShown = false
            }
            held[slot].bytes += rest
        }
    }

    /// The length of the next run in `rest`; nil if no line is complete and the rest can be buffered.
    private func cut(_ rest: UnsafeRawBufferPointer, held: Int) -> (count: Int, isContinued: Bool)? {
        let window = UnsafeRawBufferPointer(rebasing: rest.prefix(runBytes))
        if let last = window.lastNewline(before: window.count) { return (last + 1, false) }
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
        // A rare long line should not hold on to memory.
        held[slot].bytes.removeAll(keepingCapacity: held[slot].bytes.capacity <= 64 << 10)
        held[slot].isContinuation = isContinued
        held[slot].wasShown = false
    }
}
