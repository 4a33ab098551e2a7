import ControlAPI
import DequeModule
import LogAnalysis

/// A buffer of contiguous log lines, bounded in lines and bytes.
///
/// A line's index is stable while lines come and go at either end. The first line ever appended has index 0; lines
/// prepended before it have negative indices.
struct LogBuffer: Sendable {
    let maximumLines: Int
    let maximumBytes: Int
    private var lines: Deque<LogLine> = []
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

    var count: Int { lines.count }
    /// One past the newest line.
    var endIndex: Int { startIndex + count }
    var isEmpty: Bool { lines.isEmpty }
    var indices: Range<Int> { startIndex..<endIndex }
    var first: LogLine? { lines.first }
    var last: LogLine? { lines.last }

    /// - Precondition: `startIndex <= index < endIndex`
    subscript(index: Int) -> LogLine { lines[index - startIndex] }

    /// The place before the oldest line; nil if there is none.
    var start: LogPlace? {
        guard let first else { return nil }
        var place = LogPlace(timeNs: first.timeNs, service: first.service, numbers: [:])
        for line in lines where place.numbers[line.service] == nil { place.numbers[line.service] = line.number }
        return place
    }

    /// The place after the newest line; nil if there is none.
    var end: LogPlace? {
        guard let last else { return nil }
        var place = LogPlace(timeNs: last.timeNs, service: last.service, numbers: [:])
        for line in lines.reversed() where place.numbers[line.service] == nil {
            place.numbers[line.service] = line.number + 1
        }
        return place
    }

    /// Returns the number of lines missing before a line.
    func skipped(before index: Int) -> Int { gaps.isEmpty ? 0 : gaps[index] ?? 0 }

    /// Returns the index of a line; nil if it is not in the buffer.
    func index(of id: LogLineID) -> Int? {
        indices.first { self[$0].timeNs == id.timeNs && LogLineID(self[$0]) == id }
    }

    /// Appends lines; `skipped` is the number of lines left out before them.
    mutating func append(_ new: some BidirectionalCollection<LogLine>, skipped: Int = 0) {
        arrived += new.count + skipped
        let missing = skipped + max(0, new.count - maximumLines)
        if missing > 0 { gaps[endIndex, default: 0] += missing }
        for line in new.suffix(maximumLines) {
            lines.append(line)
            bytes += line.text.utf8.count
            while isTooLarge { removeFirst() }
        }
    }

    /// Prepends lines. Returns the number of lines dropped at the other end to make room.
    mutating func prepend(_ older: some BidirectionalCollection<LogLine>) -> Int {
        let before = older.suffix(maximumLines)
        lines.prepend(contentsOf: before)
        bytes += before.reduce(0) { $0 + $1.text.utf8.count }
        startIndex -= before.count
        var dropped = 0
        while isTooLarge {
            bytes -= lines.removeLast().text.utf8.count
            dropped += 1
        }
        if !gaps.isEmpty { gaps = gaps.filter { $0.key < endIndex } }
        return dropped
    }

    private var isTooLarge: Bool { count > maximumLines || (bytes > maximumBytes && count > 1) }

    private mutating func removeFirst() {
        if !gaps.isEmpty { gaps[startIndex] = nil }
        bytes -= lines.removeFirst().text.utf8.count
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
