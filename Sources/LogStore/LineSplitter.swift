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
        /// That record holds all of the line so far: ``flush(linesGoOn:of:emit:)`` passed it on because it stood still.
        var wasShown = false
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
    ///
    /// - Parameter end: called in place of `emit` for a newline, with its carriage return if it has one, that ends a line
    ///   which is written already as a whole. An empty record would be an empty line, which nobody wrote.
    mutating func append(
        _ bytes: UnsafeRawBufferPointer,
        stream: LogStream,
        end: (UnsafeRawBufferPointer) -> Void = { _ in },
        emit: (LineRun) -> Void
    ) {
        var rest = bytes
        let slot = Int(stream.code)
        if held[slot].wasShown, held[slot].bytes.isEmpty {
            let ending = rest.first == UInt8(ascii: "\r") ? rest.prefix(2) : rest.prefix(1)
            if ending.last == UnsafeRawBufferPointer.newline {
                held[slot] = Held()
                end(UnsafeRawBufferPointer(rebasing: ending))
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(ending.count))
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

    /// Passes on what is held back, as records without a newline.
    ///
    /// - Parameters:
    ///   - linesGoOn: whether more of these lines is to be expected, so that they are marked as continued. A character or
    ///     an escape sequence at the end that is not complete is then held back, as half of one reads as something else.
    ///   - streams: of which streams.
    mutating func flush(
        linesGoOn: Bool,
        of streams: [LogStream] = LogStream.allCases,
        emit: (LineRun) -> Void
    ) {
        for stream in streams {
            let slot = Int(stream.code)
            let whole = linesGoOn ? held[slot].bytes.withUnsafeBytes(\.wholeCount) : held[slot].bytes.count
            let rest = Array(held[slot].bytes[whole...])
            held[slot].bytes.removeSubrange(whole...)
            if !held[slot].bytes.isEmpty {
                pass(UnsafeRawBufferPointer(start: nil, count: 0), linesGoOn, stream, emit)
                held[slot].wasShown = linesGoOn
            } else if !linesGoOn {
                held[slot].isContinuation = false
                held[slot].wasShown = false
            }
            held[slot].bytes += rest
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
        held[slot].wasShown = false
    }
}
