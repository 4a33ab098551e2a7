import SystemPackage

/// Splits a range of a log into chunks, from its start or its end, using only the index.
struct ChunkCursor {
    /// The index of the log in the search.
    let source: Int
    /// The records that are not in a chunk yet.
    private(set) var rest: Range<UInt64>
    /// A lower bound for the times of `rest` (forward).
    private(set) var leastTimeNs: Int64 = .min
    /// An upper bound for the times of `rest` (backward).
    private(set) var greatestTimeNs: Int64 = .max
    /// Bytes of segments that were dropped before they were split into chunks.
    private(set) var missedBytes = 0

    private let log: ServiceLog
    /// The first record of the range.
    private let start: UInt64
    private var view: LogView
    private var reader: SegmentReader?
    /// Entries of the reader's segment, from the position `windowStart` on.
    private var window: [RunEntry] = []
    private var windowStart = 0

    init(source: Int, log: ServiceLog, view: LogView, range: Range<UInt64>) {
        self.source = source
        self.log = log
        self.view = view
        let lower = max(range.lowerBound, view.first)
        start = lower
        rest = lower..<max(lower, min(range.upperBound, view.end))
        let position = view.lastSegment { $0.base <= rest.lowerBound }
        leastTimeNs = position < 0 ? .min : view.segment(at: position)?.firstTimeNs ?? .min
    }

    /// The approximate number of bytes left; segments that are partly in `rest` count proportionally.
    var remainingBytes: Int {
        (0..<view.segmentCount).compactMap(view.segment).reduce(0) { sum, segment in
            let part = rest.clamped(to: segment.base..<segment.end)
            guard !part.isEmpty, segment.lines > 0 else { return sum }
            return sum + Int(Double(segment.bytes) * Double(part.count) / Double(segment.lines))
        }
    }

    /// Extends the range to the end of a newer view.
    mutating func extend(to view: LogView) {
        self.view = view
        release()
        let lower = max(rest.lowerBound, view.first)
        rest = lower..<max(lower, view.end)
    }

    /// Skips the records before `number`.
    mutating func skip(to number: UInt64) {
        rest = min(max(rest.lowerBound, number), rest.upperBound)..<rest.upperBound
    }

    /// Closes files, so that the space of a dropped segment is freed while the search is idle.
    mutating func release() {
        reader = nil
        window = []
    }

    // MARK: Cutting

    /// The number of runs per window, 64 KiB of index.
    private static let windowRuns = 4096

    /// The next chunk from the start; nil if none is left. If it starts within a line, it contains the earlier parts too,
    /// because the whole line decides whether it matches.
    mutating func cutFirst(bytes limit: Int) throws(LogStoreError) -> ScanChunk? {
        while !rest.isEmpty {
            guard let reader = try reader(of: rest.lowerBound) else {
                skipDroppedSegment(rest.lowerBound)
                continue
            }
            let segment = reader.segment
            let first = try position(of: rest.lowerBound, in: reader)
            if end(of: first, in: segment) == nil { try load(from: first, in: reader) }
            let lineStart = try lineStart(of: first, in: reader)
            if lineStart < windowStart { try load(from: lineStart, in: reader) }
            let start = window[first - windowStart].offset
            let lastLine = Int(min(rest.upperBound, segment.end) - segment.base)
            var last = first
            while let next = end(of: last + 1, in: segment), next.offset - start <= limit,
                window[last + 1 - windowStart].line < lastLine
            {
                last += 1
            }
            last = try lineEnd(from: lineStart, last, in: reader, before: lastLine)
            guard var chunk = chunk(lineStart...last, in: reader) else { throw damaged(segment) }
            if lineStart < first, rest.lowerBound > self.start {
                let runs = window[lineStart - windowStart...last - windowStart]
                let isEnd = zip(runs, runs.dropFirst()).map { !log.joiner.joins($0, $1) }
                chunk.parts = runs.prefix((isEnd.firstIndex(of: true) ?? isEnd.count) + 1)
                chunk.earlierParts = first - lineStart
            }
            rest = chunk.numbers.upperBound..<rest.upperBound
            leastTimeNs = chunk.lastTimeNs
            return chunk
        }
        return nil
    }

    /// The next chunk from the end; nil if none is left.
    mutating func cutLast(bytes limit: Int) throws(LogStoreError) -> ScanChunk? {
        while !rest.isEmpty {
            guard let reader = try reader(of: rest.upperBound - 1) else {
                skipDroppedSegment(rest.upperBound - 1)
                continue
            }
            let segment = reader.segment
            let last = try position(of: rest.upperBound - 1, in: reader)
            if last < windowStart || end(of: last, in: segment) == nil {
                try load(from: max(0, last + 2 - Self.windowRuns), in: reader)
            }
            guard let end = end(of: last, in: segment) else { throw damaged(segment) }
            let firstLine = Int(max(rest.lowerBound, segment.base) - segment.base)
            var first = last
            while first > windowStart, end.offset - window[first - 1 - windowStart].offset <= limit,
                window[first - windowStart].line > firstLine
            {
                first -= 1
            }
            first = try lineStart(from: first, last, in: reader, after: firstLine)
            guard let chunk = chunk(first...last, in: reader) else { throw damaged(segment) }
            rest = rest.lowerBound..<chunk.numbers.lowerBound
            greatestTimeNs = chunk.firstTimeNs
            return chunk
        }
        return nil
    }

    /// The chunk of the runs; nil if it has no records, which only a damaged index can cause.
    private func chunk(_ runs: ClosedRange<Int>, in reader: SegmentReader) -> ScanChunk? {
        let segment = reader.segment
        guard let end = end(of: runs.upperBound, in: segment) else { return nil }
        let entries = window[runs.lowerBound - windowStart...runs.upperBound - windowStart]
        let line = entries[entries.startIndex].line
        guard line < end.line, entries[entries.startIndex].offset <= end.offset else { return nil }
        let numbers = (segment.base + UInt64(line)..<segment.base + UInt64(end.line)).clamped(to: rest)
        guard !numbers.isEmpty else { return nil }
        // A slice of the window would keep all of it in memory.
        let runs = log.joiner.joined(Array(entries))[...]
        return ScanChunk(source: source, reader: reader, runs: runs, end: end, numbers: numbers)
    }

    // MARK: Lines in parts

    /// The run in which the line of the next record starts, if that is the first of `run`; otherwise `run`. Also `run` if a
    /// window would have no room for what follows such a long line.
    private func lineStart(of run: Int, in reader: SegmentReader) throws(LogStoreError) -> Int {
        let entry = window[run - windowStart]
        let line = Int(rest.lowerBound - reader.segment.base)
        guard entry.isContinuation, entry.line == line else { return run }
        do throws(Errno) {
            let start = try reader.start(ofLineIn: run, at: line, notBefore: 0, log.joiner)
            return run - start < Self.windowRuns / 2 ? start : run
        } catch {
            throw LogStoreError(.io, "cannot read the index of '\(log.service)'", cause: error)
        }
    }

    /// Whether a run continues the line of the run before it. False if one of them is outside the window.
    private func isPart(_ run: Int) -> Bool {
        let index = run - windowStart
        return index > 0 && index < window.count && log.joiner.joins(window[index - 1], window[index])
    }

    /// The last run of a chunk from `first` to `last`, so that no line is in two chunks.
    private mutating func lineEnd(
        from first: Int,
        _ last: Int,
        in reader: SegmentReader,
        before lastLine: Int
    ) throws(LogStoreError) -> Int {
        var last = last
        while isPart(last + 1), window[last + 1 - windowStart].line < lastLine {
            if end(of: last + 1, in: reader.segment) != nil {
                last += 1
                continue
            }
            // The window ends within the line, which is left to the next chunk if it is not the only one.
            var start = last
            while start > first, isPart(start) { start -= 1 }
            if start > first { return start - 1 }
            guard first > windowStart else { break }
            try load(from: first, in: reader)
        }
        return last
    }

    /// The first run of a chunk from `first` to `last`, so that no line is in two chunks.
    private mutating func lineStart(
        from first: Int,
        _ last: Int,
        in reader: SegmentReader,
        after firstLine: Int
    ) throws(LogStoreError) -> Int {
        var first = first
        while window[first - windowStart].line > firstLine, window[first - windowStart].isContinuation {
            if first > windowStart {
                guard isPart(first) else { break }
                first -= 1
                continue
            }
            guard windowStart > 0 else { break }
            // The window starts within the line, which is left to the next chunk if it is not the only one.
            var next = first + 1
            while next <= last, isPart(next) { next += 1 }
            if next <= last { return next }
            let start = max(0, last + 2 - Self.windowRuns)
            guard start < windowStart else { break }
            try load(from: start, in: reader)
        }
        return first
    }

    // MARK: The index

    /// The reader of the segment with the record; nil if it has been dropped.
    private mutating func reader(of number: UInt64) throws(LogStoreError) -> SegmentReader? {
        if let reader, reader.segment.base <= number, number < reader.segment.end { return reader }
        release()
        guard let segment = view.segment(at: view.lastSegment { $0.base <= number }), number < segment.end else {
            return nil
        }
        reader = try log.reader(segment, of: view)
        return reader
    }

    /// Skips the records of a dropped segment.
    private mutating func skipDroppedSegment(_ number: UInt64) {
        guard let segment = view.segment(at: view.lastSegment { $0.base <= number }), number < segment.end else {
            rest = rest.lowerBound..<rest.lowerBound
            return
        }
        missedBytes += segment.bytes
        if number == rest.lowerBound {
            rest = min(segment.end, rest.upperBound)..<rest.upperBound
        } else {
            rest = rest.lowerBound..<max(segment.base, rest.lowerBound)
        }
    }

    /// The end of a run; nil if it is outside the window.
    private func end(of run: Int, in segment: Segment) -> (offset: Int, line: Int)? {
        let next = run + 1 - windowStart
        guard next > 0, next <= window.count else { return nil }
        if run + 1 == segment.runs { return (segment.bytes, segment.lines) }
        return next < window.count ? (window[next].offset, window[next].line) : nil
    }

    /// The position of the run with the record.
    private func position(of number: UInt64, in reader: SegmentReader) throws(LogStoreError) -> Int {
        let line = Int(number - reader.segment.base)
        if let first = window.first, let last = window.last, first.line <= line, line < last.line {
            var (low, high) = (0, window.count)
            while low < high {
                let middle = (low + high) / 2
                if window[middle].line <= line { low = middle + 1 } else { high = middle }
            }
            return windowStart + low - 1
        }
        do throws(Errno) {
            return max(0, try reader.lastEntry { $0.line <= line })
        } catch {
            throw LogStoreError(.io, "cannot read the index of '\(log.service)'", cause: error)
        }
    }

    private mutating func load(from run: Int, in reader: SegmentReader) throws(LogStoreError) {
        do throws(Errno) {
            window = try reader.entries(run..<run + Self.windowRuns)
            windowStart = run
        } catch {
            throw LogStoreError(.io, "cannot read the index of '\(log.service)'", cause: error)
        }
        guard !window.isEmpty else { throw damaged(reader.segment) }
    }

    private func damaged(_ segment: Segment) -> LogStoreError {
        LogStoreError(.damaged, "the index of log segment \(segment.name) of '\(log.service)' is damaged")
    }
}
