import SystemPackage

/// Finds the start of the newest records of several logs, using only their indexes.
struct TailFinder {
    private var cursors: [RunsBackward]
    private var starts: [UInt64]
    private let firsts: [UInt64]

    /// - Parameter ranges: the records to consider in each log; nil for all.
    init(_ logs: [ServiceLog], _ views: [LogView], ranges: [Range<UInt64>]? = nil) {
        let ranges = ranges ?? views.map { $0.first..<$0.end }
        cursors = logs.indices.map { RunsBackward(log: logs[$0], view: views[$0], end: ranges[$0].upperBound) }
        starts = ranges.map(\.upperBound)
        firsts = ranges.map(\.lowerBound)
    }

    /// The number of the first record of each log that is among the newest `count` of all.
    consuming func starts(ofNewest count: Int) throws(LogStoreError) -> [UInt64] {
        var left = UInt64(max(0, count))
        var heads: [RunsBackward.Run?] = []
        for index in cursors.indices { heads.append(try cursors[index].next()) }
        while left > 0 {
            // For equal times, the last log's run is taken first, because the merge orders it last.
            var newest: (index: Int, run: RunsBackward.Run)?
            for case (let index, let run?) in heads.enumerated() where run.timeNs >= newest?.run.timeNs ?? .min {
                newest = (index, run)
            }
            guard let (index, run) = newest else { break }
            guard run.end > firsts[index] else {
                heads[index] = nil
                continue
            }
            guard run.end > run.first else {
                heads[index] = try cursors[index].next()
                continue
            }
            let taken = min(left, run.end - max(run.first, firsts[index]))
            starts[index] = run.end - taken
            left -= taken
            heads[index] = try cursors[index].next()
        }
        return starts
    }
}

/// Walks the runs of a log from the newest to the oldest.
private struct RunsBackward {
    struct Run {
        var timeNs: Int64
        var first: UInt64
        var end: UInt64
    }

    private let log: ServiceLog
    private let view: LogView
    private var position: Int
    private var reader: SegmentReader?
    /// The number of entries of the segment before those in `entries`.
    private var before = 0
    private var entries: [RunEntry] = []
    private var end: UInt64

    /// - Parameter end: the exclusive end of the records.
    init(log: ServiceLog, view: LogView, end: UInt64) {
        self.log = log
        self.view = view
        self.end = end
        position = view.lastSegment { $0.base < end } + 1
    }

    mutating func next() throws(LogStoreError) -> Run? {
        while entries.isEmpty {
            if before == 0 {
                guard try openSegmentBefore() else { return nil }
                continue
            }
            let start = max(0, before - SegmentReader.entriesPerRead)
            do throws(Errno) {
                entries = try reader?.entries(start..<before) ?? []
            } catch {
                throw LogStoreError(.io, "cannot read the index of '\(log.service)'", cause: error)
            }
            before = start
        }
        guard let entry = entries.popLast(), let reader else { return nil }
        let first = reader.segment.base + UInt64(entry.line)
        defer { end = first }
        // The rest of a line belongs to the run in which the line starts.
        let before = entry.isContinuation ? try before(entry, in: reader) : nil
        let isPart = before.map { log.joiner.joins($0, entry) } ?? false
        return Run(timeNs: entry.timeNs, first: first + (isPart ? 1 : 0), end: end)
    }

    /// The entry before the one that was taken last.
    private func before(_ entry: RunEntry, in reader: SegmentReader) throws(LogStoreError) -> RunEntry? {
        if let last = entries.last { return last }
        guard before > 0 else { return nil }
        do throws(Errno) {
            return try reader.entries(before - 1..<before).first
        } catch {
            throw LogStoreError(.io, "cannot read the index of '\(log.service)'", cause: error)
        }
    }

    /// Opens the previous segment; false if there is none or it has been dropped.
    private mutating func openSegmentBefore() throws(LogStoreError) -> Bool {
        position -= 1
        guard position >= 0, let segment = view.segment(at: position) else { return false }
        reader = try log.reader(segment, of: view)
        guard reader != nil else { return false }
        before = segment.runs
        if let reader, end < segment.end {
            let line = Int(end - segment.base)
            do throws(Errno) {
                before = try reader.lastEntry { $0.line < line } + 1
            } catch {
                throw LogStoreError(.io, "cannot read the index of '\(log.service)'", cause: error)
            }
        } else {
            end = segment.end
        }
        return true
    }
}
