import LogAnalysis
import SystemPackage

/// Searches chunks sequentially in a single thread.
///
/// If every matching line contains a known text, only occurrences of that text are examined; otherwise every line. A run also
/// ends its last line, so no match spans two runs.
struct ChunkScanner {
    private let criteria: LineCriteria
    private let logs: [ServiceLog]
    private let includesRecords: Bool
    private let pattern: PatternScanner?
    private var conditions: LineConditions

    /// - Parameter includesRecords: whether hits include their records or only their positions.
    init(_ criteria: LineCriteria, _ logs: [ServiceLog], includesRecords: Bool) {
        self.criteria = criteria
        self.logs = logs
        self.includesRecords = includesRecords
        pattern = criteria.matcher?.scanner()
        conditions = criteria.conditions
    }

    /// The hits in a chunk, in order.
    ///
    /// - Parameter buffer: reusable memory, which grows as needed.
    mutating func scan(_ chunk: ScanChunk, buffer: inout [UInt8]) throws(LogStoreError) -> [Hit] {
        let count = chunk.byteCount
        if buffer.count < count { buffer = [UInt8](repeating: 0, count: max(count, criteria.chunkBytes)) }
        // A rare long line should not hold on to memory.
        defer { if buffer.count > 4 << 20 { buffer = [] } }
        try prepareConditions(for: chunk)
        let failure: Errno? = buffer.withUnsafeMutableBytes { bytes in
            do throws(Errno) {
                let bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
                return try chunk.reader.read(into: bytes, at: chunk.start) == count ? nil : .ioError
            } catch {
                return error
            }
        }
        if let failure {
            throw LogStoreError(.io, "cannot read log segment \(chunk.reader.segment.name)", cause: failure)
        }
        return buffer.withUnsafeBytes { bytes in
            let bytes = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            var hits: [Hit] = []
            if let needed = criteria.needed {
                search(bytes, for: needed, in: chunk, hits: &hits)
            } else {
                for index in chunk.runs.indices where criteria.needsLinesBefore || criteria.admits(chunk.runs[index]) {
                    visit(bytes, run: index, in: chunk, hits: &hits)
                }
            }
            return hits
        }
    }

    // MARK: By text

    private mutating func search(
        _ bytes: UnsafeRawBufferPointer,
        for needed: Prefilter,
        in chunk: ScanChunk,
        hits: inout [Hit]
    ) {
        var offset = 0
        var line = Line(run: chunk.runs.startIndex, index: 0, start: 0)
        var candidates = needed.candidates(in: bytes)
        while let (place, isSure) = candidates.next(from: offset) {
            let found = place.lowerBound
            let run = chunk.lastRun(startingUpTo: found, from: line.run)
            let extent = chunk.bytes(of: run)
            if run != line.run { line = Line(run: run, index: 0, start: extent.lowerBound) }
            guard criteria.admits(chunk.runs[run]) else {
                offset = extent.upperBound
                continue
            }
            let end = bytes.firstNewline(from: found).map { min($0, extent.upperBound) } ?? extent.upperBound
            // An occurrence that spans two lines is in neither.
            guard place.upperBound <= end else {
                offset = found + 1
                continue
            }
            let before = UnsafeRawBufferPointer(rebasing: bytes[line.start..<found])
            let start = before.lastNewline(before: before.count).map { line.start + $0 + 1 } ?? line.start
            line.index += UnsafeRawBufferPointer(rebasing: bytes[line.start..<start]).newlines
            line.start = start
            check(bytes, start..<end, line: line, in: chunk, look: isSure ? .none : .short, hits: &hits)
            offset = min(end + 1, extent.upperBound)
        }
    }

    /// A line of a chunk: its number in its run, and its start.
    private struct Line {
        var run: Int
        var index: Int
        var start: Int
    }

    // MARK: Line by line

    private mutating func visit(_ bytes: UnsafeRawBufferPointer, run: Int, in chunk: ScanChunk, hits: inout [Hit]) {
        let extent = chunk.bytes(of: run)
        var line = Line(run: run, index: 0, start: extent.lowerBound)
        while line.start < extent.upperBound {
            let end = bytes.firstNewline(from: line.start).map { min($0, extent.upperBound) } ?? extent.upperBound
            check(bytes, line.start..<end, line: line, in: chunk, look: .whole, hits: &hits)
            line.index += 1
            line.start = end + 1
        }
    }

    // MARK: A line

    /// The remaining check of the pattern.
    private enum Look {
        case none
        /// The line contains the required text, so the prefilter can be skipped.
        case short
        case whole
    }

    private mutating func check(
        _ bytes: UnsafeRawBufferPointer,
        _ extent: Range<Int>,
        line: Line,
        in chunk: ScanChunk,
        look: Look,
        hits: inout [Hit]
    ) {
        let run = chunk.runs[line.run]
        var content = UnsafeRawBufferPointer(rebasing: bytes[extent])
        let isFirst = line.run == chunk.runs.startIndex && line.index == 0
        var earlierParts = line.index == 0 ? run.earlierParts : 0
        var timeNs = run.timeNs(ofRecord: line.index)
        if isFirst, chunk.earlierParts > 0 {
            guard let first = firstMatchingPart(of: content, run, in: chunk) else { return }
            // The reader has the earlier parts if one of them matched.
            if first < chunk.earlierParts {
                let part = chunk.parts[chunk.parts.startIndex + chunk.earlierParts]
                content = UnsafeRawBufferPointer(rebasing: content[(part.offset - chunk.start)...])
                earlierParts -= chunk.earlierParts
                timeNs = part.timeNs
            }
        } else {
            guard admits(content, run, isContinuation: run.isContinuation && line.index == 0, look: look) else {
                return
            }
        }
        let number = chunk.reader.segment.base + UInt64(run.line + line.index)
        guard chunk.numbers.contains(number) else { return }
        var hit = Hit(number: number, timeNs: timeNs, earlierParts: earlierParts)
        if includesRecords {
            let runEnd = chunk.bytes(of: line.run).upperBound
            let isTerminated = extent.upperBound < runEnd
            hit.record = LogRecord(
                number: number,
                timeNs: timeNs,
                stream: run.stream,
                bytes: Array(content),
                isTerminated: isTerminated,
                isContinued: run.isContinued && extent.upperBound + (isTerminated ? 1 : 0) == runEnd,
                isContinuation: line.index == 0 && (run.isContinuation || earlierParts < run.earlierParts),
                earlierParts: earlierParts
            )
        }
        hits.append(hit)
    }

    private mutating func admits(
        _ content: UnsafeRawBufferPointer,
        _ run: RunEntry,
        isContinuation: Bool = false,
        look: Look = .whole
    ) -> Bool {
        // Levels are inherited, so no line may be skipped.
        if criteria.needsLinesBefore {
            guard conditions.admits(content, stream: run.stream, isContinuation: isContinuation), criteria.admits(run)
            else { return false }
        }
        if let pattern {
            let isMatch =
                switch criteria.isNeededByPattern ? look : .whole {
                case .none: true
                case .short: pattern.confirms(content)
                case .whole: pattern.matches(content)
                }
            guard isMatch != criteria.isInverted else { return false }
        }
        if !criteria.needsLinesBefore, !criteria.conditions.isEmpty {
            guard conditions.admits(content, stream: run.stream) else { return false }
        }
        return true
    }

    /// The part with which the first line of a chunk began to match; nil if it does not. A line that matched is not taken
    /// back, except by an inverted pattern.
    private mutating func firstMatchingPart(of line: UnsafeRawBufferPointer, _ run: RunEntry, in chunk: ScanChunk)
        -> Int?
    {
        let before = conditions
        var first: Int?
        for (index, next) in chunk.parts.indices.enumerated() {
            let isLast = next + 1 == chunk.parts.endIndex
            let end = isLast ? line.count : chunk.parts[next + 1].offset - chunk.start
            conditions = before
            if admits(UnsafeRawBufferPointer(rebasing: line[..<end]), run, isContinuation: run.isContinuation) {
                first = first ?? index
            } else if criteria.isInverted {
                first = nil
            }
        }
        return first
    }

    // MARK: Lines before

    /// The number of lines before a chunk that are read to determine the level of continuation lines at its start.
    static let linesBefore = 200

    private mutating func prepareConditions(for chunk: ScanChunk) throws(LogStoreError) {
        guard criteria.needsLinesBefore else { return }
        conditions.reset(expecting: logs[chunk.source].expected)
        let run = chunk.runs[chunk.runs.startIndex]
        let first = chunk.reader.segment.base + UInt64(run.line - run.earlierParts)
        let start = first - min(first, UInt64(Self.linesBefore))
        guard start < first else { return }
        let log = logs[chunk.source]
        let records = try log.read(
            from: start,
            limit: Int(first - start),
            byteLimit: 1 << 20,
            joining: .on,
            endingBefore: first
        )
        // Parts of a line count as one, so there may be lines of the chunk among them.
        let before = records.prefix { $0.number < first }
        // After a gap, or if they are too long to read, the levels are unknown.
        guard before.last?.number == first - 1 else { return }
        for record in before {
            _ = record.bytes.withUnsafeBytes {
                conditions.admits($0, stream: record.stream, isContinuation: record.isContinuation)
            }
        }
    }
}

extension ScanChunk {
    /// The last run, from `first` on, that starts at or before an offset relative to the start of the chunk.
    fileprivate func lastRun(startingUpTo offset: Int, from first: Int) -> Int {
        var (low, high) = (first + 1, runs.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].offset - start <= offset { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}
