import SystemPackage

/// Reads a segment as of the view.
struct SegmentReader {
    let segment: Segment
    private let files: SegmentFiles

    /// Returns nil if the segment has been dropped in the meantime.
    init?(_ segment: Segment, of view: LogView, in directory: FilePath) throws(Errno) {
        self.segment = segment
        if let files = view.files, view.active?.base == segment.base {
            self.files = files
        } else {
            guard let files = try SegmentFiles.openForReading(segment, in: directory) else { return nil }
            self.files = files
        }
    }

    // MARK: The index

    /// The number of entries per read of the index, 4 KiB.
    static let entriesPerRead = 256

    /// The entries at the positions that exist.
    func entries(_ range: Range<Int>) throws(Errno) -> [RunEntry] {
        let range = range.clamped(to: 0..<segment.runs)
        guard !range.isEmpty else { return [] }
        let offset = IndexHeader.size + range.lowerBound * RunEntry.size
        let bytes = try files.index.read(count: range.count * RunEntry.size, at: offset)
        return bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / RunEntry.size).map { RunEntry(decoding: buffer, at: $0 * RunEntry.size) }
        }
    }

    /// The position of the last entry for which `precedes` is true, or -1. It must be true for a prefix of the entries.
    func lastEntry(where precedes: (RunEntry) -> Bool) throws(Errno) -> Int {
        var low = 0
        var high = segment.runs
        while low < high {
            let middle = (low + high) / 2
            if let entry = try entries(middle..<middle + 1).first, precedes(entry) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low - 1
    }

    // MARK: Bytes

    /// Fills the buffer with bytes of the segment and returns their number; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Errno) -> Int {
        try files.log.read(into: buffer, at: offset)
    }

    // MARK: Records

    /// The size of a read, unless a single run is longer.
    private static let window = 256 << 10

    /// Adds records from `number` on until the batch is full or the segment ends.
    ///
    /// - Returns: the number to continue with.
    func read(
        from number: UInt64,
        into batch: inout RecordBatch,
        _ joining: LineJoining,
        _ joiner: PartJoiner
    ) throws(LogStoreError) -> UInt64 {
        do throws(Errno) {
            let line = Int(number - segment.base)
            var run = max(0, try lastEntry { $0.line <= line })
            if case .fromLineStart(let first) = joining {
                let first = first > segment.base ? Int(first - segment.base) : 0
                run = try start(ofLineIn: run, at: line, notBefore: first, joiner)
            }
            while run < segment.runs, !batch.isFull {
                let wanted = min(Self.entriesPerRead, batch.remaining)
                // One extra entry, because a run ends at the start of the next one.
                var entries = try entries(run..<run + wanted + 1)
                var used = min(wanted, entries.count)
                guard used > 0 else { throw .ioError }
                if case .off = joining {
                    try read(entries, count: used, from: number, into: &batch)
                } else {
                    while used < entries.count, joiner.joins(entries[used - 1], entries[used]) {
                        used += 1
                        if used == entries.count { entries += try self.entries(run + used..<run + used + wanted) }
                    }
                    let runs = joiner.joined(Array(entries[..<used]))
                    try read(runs + entries[used...].prefix(1), count: runs.count, from: number, into: &batch)
                }
                run += used
            }
            return batch.isFull ? batch.next(after: number) : segment.end
        } catch {
            throw LogStoreError(.io, "cannot read log segment \(segment.name)", cause: error)
        }
    }

    /// Reads the first `count` runs, several short ones at a time.
    private func read(
        _ entries: [RunEntry],
        count: Int,
        from number: UInt64,
        into batch: inout RecordBatch
    ) throws(Errno) {
        func end(of index: Int) -> (offset: Int, line: Int) {
            guard index + 1 < entries.count else { return (segment.bytes, segment.lines) }
            return (entries[index + 1].offset, entries[index + 1].line)
        }
        var index = 0
        while index < count, !batch.isFull {
            let start = entries[index].offset
            var last = index
            while last + 1 < count, end(of: last + 1).offset - start <= Self.window { last += 1 }
            // A damaged index has decreasing offsets.
            guard end(of: last).offset >= start else { throw .ioError }
            let bytes = try files.log.read(count: end(of: last).offset - start, at: start)
            bytes.withUnsafeBytes { buffer in
                for position in index...last where !batch.isFull {
                    let run = entries[position]
                    let from = min(max(0, run.offset - start), buffer.count)
                    let to = min(max(from, end(of: position).offset - start), buffer.count)
                    batch.add(
                        run,
                        content: UnsafeRawBufferPointer(rebasing: buffer[from..<to]),
                        lines: end(of: position).line - run.line,
                        base: segment.base,
                        from: number
                    )
                }
            }
            index = last + 1
        }
    }
}
