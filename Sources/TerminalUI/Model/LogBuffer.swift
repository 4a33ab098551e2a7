import ControlAPI

/// Lines of a log that follow one another, in a ring: bounded in lines and in bytes, however much comes.
///
/// A line's index stays the same while lines come and go at either end; the first line that ever came has index 0, and
/// what was added before it afterwards has negative ones.
struct LogBuffer: Sendable {
    let maximumLines: Int
    let maximumBytes: Int
    private var ring: [LogLine] = []
    /// Where in the ring the oldest line is.
    private var head = 0
    private var bytes = 0
    /// How many lines are missing before the line with an index, which the server left out.
    private var gaps: [Int: Int] = [:]
    /// The index of the oldest line that is kept.
    private(set) var startIndex = 0
    /// How many lines came at the end, those included that were left out on the way.
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

    /// Slots of the ring before `head` that hold no line any more, as long as the ring is not yet full.
    private var vacant = 0

    /// - Precondition: `startIndex <= index < endIndex`
    subscript(index: Int) -> LogLine {
        ring[(head + index - startIndex) % ring.count]
    }

    /// How many lines are missing before a line.
    func skipped(before index: Int) -> Int { gaps.isEmpty ? 0 : gaps[index] ?? 0 }

    /// The index of a line that is here.
    func index(of id: LogLineID) -> Int? {
        indices.first { self[$0].timeNs == id.timeNs && LogLineID(self[$0]) == id }
    }

    /// Adds lines at the end; `skipped` came before them and are left out.
    mutating func append(_ lines: some BidirectionalCollection<LogLine>, skipped: Int = 0) {
        arrived += lines.count + skipped
        let missing = skipped + max(0, lines.count - maximumLines)
        if missing > 0 { gaps[endIndex, default: 0] += missing }
        for line in lines.suffix(maximumLines) { append(line) }
    }

    /// Adds lines before the oldest one; answers how many left at the other end for them.
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
            // Not yet full: the ring is a plain array from its head on.
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

/// What tells a line from every other, whether it is here or not.
struct LogLineID: Hashable, Sendable {
    var service: String
    var number: UInt64
    /// A log that was removed begins again at number 0.
    var timeNs: Int64

    init(_ line: LogLine) {
        service = line.service
        number = line.number
        timeNs = line.timeNs
    }
}
