import ControlAPI

/// The newest lines of a log, in a ring: bounded in lines and in bytes, however much comes.
///
/// A line's index counts from the first line that ever came, and stays the same while older ones leave.
struct LogBuffer: Sendable {
    /// Longer lines are cut: no screen shows as much.
    static let maximumLineBytes = 16_384

    let maximumLines: Int
    let maximumBytes: Int
    private var ring: [LogLine] = []
    /// Where in the ring the oldest line is.
    private var head = 0
    private var bytes = 0
    /// The index of the oldest line that is kept.
    private(set) var startIndex = 0

    init(maximumLines: Int = 10_000, maximumBytes: Int = 32 << 20) {
        self.maximumLines = max(1, maximumLines)
        self.maximumBytes = maximumBytes
    }

    var count: Int { ring.count - vacant }
    /// One past the newest line.
    var endIndex: Int { startIndex + count }
    var isEmpty: Bool { count == 0 }

    /// Slots of the ring before `head` that hold no line any more, as long as the ring is not yet full.
    private var vacant = 0

    /// - Precondition: `startIndex <= index < endIndex`
    subscript(index: Int) -> LogLine {
        ring[(head + index - startIndex) % ring.count]
    }

    /// Adds lines; `skipped` came before them and are already gone.
    mutating func append(_ lines: some BidirectionalCollection<LogLine>, skipped: Int = 0) {
        let overflow = max(0, lines.count - maximumLines)
        if overflow > 0 || skipped > 0 {
            // What is kept would not join what comes: counted as seen and dropped.
            let end = endIndex + skipped + overflow
            ring.removeAll(keepingCapacity: true)
            (head, vacant, bytes, startIndex) = (0, 0, 0, end)
        }
        for line in lines.suffix(maximumLines) { append(line) }
    }

    private mutating func append(_ line: LogLine) {
        var line = line
        if line.text.utf8.count > Self.maximumLineBytes {
            line.text = String(decoding: line.text.utf8.prefix(Self.maximumLineBytes), as: UTF8.self) + "…"
        }
        if ring.count == maximumLines {
            if count == maximumLines { removeFirst() }
            ring[(head + count) % ring.count] = line
            vacant -= 1
        } else {
            // Not yet full: the ring is a plain array from its head on.
            ring.append(line)
        }
        bytes += line.text.utf8.count
        while bytes > maximumBytes, count > 1 { removeFirst() }
    }

    private mutating func removeFirst() {
        bytes -= ring[head].text.utf8.count
        ring[head].text = ""
        head = (head + 1) % ring.count
        vacant += 1
        startIndex += 1
    }

    mutating func removeAll() {
        self = LogBuffer(maximumLines: maximumLines, maximumBytes: maximumBytes)
    }
}
