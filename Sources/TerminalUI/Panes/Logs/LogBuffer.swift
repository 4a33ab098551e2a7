import ControlAPI

/// A ring buffer of contiguous log lines, bounded in lines and bytes.
///
/// A line's index is stable while lines come and go at either end. The first line ever appended has index 0; lines
/// prepended before it have negative indices.
struct LogBuffer: Sendable {
    let maximumLines: Int
    let maximumBytes: Int
    private var ring: [LogLine] = []
    /// The ring position of the oldest line.
    private var head = 0
    private var bytes = 0
    /// The number of lines missing before an index, which the server left out.
    private var gaps: [Int: Int] = [:]
    /// The index of the oldest line.
    private(set) var startIndex = 0
    /// The number of lines that arrived at the end, including those left out.
    private(set) var arrived = 0

    init(maximumLines: Int = 10_000, maximumBytes: Int = 32 << 20) {
        self.maximumLines = max(1, maximumLines)
        self.maximumBytes = maximumBytes
    }

    var count: Int { ring.count - vacant }
    /// One past the newest line.
    var endIndex: Int { startIndex + count }
    var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { startIndex..<endIndex }
    var first: LogLine? { isEmpty ? nil : self[startIndex] }
    var last: LogLine? { isEmpty ? nil : self[endIndex - 1] }

    /// The number of empty slots before `head` while the ring is not full.
    private var vacant = 0

    /// - Precondition: `startIndex <= index < endIndex`
    subscript(index: Int) -> LogLine {
        ring[(head + index - startIndex) % ring.count]
    }

    /// Returns the number of lines missing before a line.
    func skipped(before index: Int) -> Int { gaps.isEmpty ? 0 : gaps[index] ?? 0 }

    /// Returns the index of a line; nil if it is not in the buffer.
    func index(of id: LogLineID) -> Int? {
        indices.first { self[$0].timeNs == id.timeNs && LogLineID(self[$0]) == id }
    }

    /// Appends lines; `skipped` is the number of lines left out before them.
    mutating func append(_ lines: some BidirectionalCollection<LogLine>, skipped: Int = 0) {
        arrived += lines.count + skipped
        let missing = skipped + max(0, lines.count - maximumLines)
        if missing > 0 { gaps[endIndex, default: 0] += missing }
        for line in lines.suffix(maximumLines) { append(line) }
    }

    /// Prepends lines. Returns the number of lines dropped at the other end to make room.
    mutating func prepend(_ lines: some BidirectionalCollection<LogLine>) -> Int {
        let before = Array(lines.suffix(maximumLines))
        var all = before + indices.map { self[$0] }
        var size = all.reduce(0) { $0 + $1.text.utf8.count }
        let count = all.count
        while all.count > maximumLines || (size > maximumBytes && all.count > 1), let last = all.popLast() {
            size -= last.text.utf8.count
        }
        (ring, head, vacant, bytes) = (all, 0, 0, size)
        startIndex -= before.count
        if !gaps.isEmpty { gaps = gaps.filter { $0.key < endIndex } }
        return count - all.count
    }

    private mutating func append(_ line: LogLine) {
        if ring.count == maximumLines {
            if count == maximumLines { removeFirst() }
            ring[(head + count) % ring.count] = line
            vacant -= 1
        } else {
            // Until the ring is full it is a plain array from `head` on.
            ring.append(line)
        }
        bytes += line.text.utf8.count
        while bytes > maximumBytes, count > 1 { removeFirst() }
    }

    private mutating func removeFirst() {
        if !gaps.isEmpty { gaps[startIndex] = nil }
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

/// The identity of a log line, whether buffered or not.
struct LogLineID: Hashable, Sendable {
    var service: String
    var number: UInt64
    /// Distinguishes lines of a removed log, whose successor restarts at number 0.
    var timeNs: Int64

    init(_ line: LogLine) {
        service = line.service
        number = line.number
        timeNs = line.timeNs
    }
}
