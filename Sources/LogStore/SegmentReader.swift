import SystemPackage

/// Reads one segment, as it was when the view was taken.
struct SegmentReader {
    let segment: Segment
    private let files: SegmentFiles

    /// nil when the segment was dropped in the meantime.
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

    /// Entries per read of the index: 4 KiB.
    static let entriesPerRead = 256

    /// The entries at the positions, as far as there are any.
    func entries(_ range: Range<Int>) throws(Errno) -> [RunEntry] {
        let range = range.clamped(to: 0..<segment.runs)
        guard !range.isEmpty else { return [] }
        let offset = IndexHeader.size + range.lowerBound * RunEntry.size
        let bytes = try files.index.read(count: range.count * RunEntry.size, at: offset)
        return bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / RunEntry.size).map { RunEntry(decoding: buffer, at: $0 * RunEntry.size) }
        }
    }

    /// The position of the last entry for which `precedes` holds; it must hold for a prefix of them. -1 for none.
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

    /// Reads bytes of the segment into memory that is there. Fewer than there is room for only at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Errno) -> Int {
        try files.log.read(into: buffer, at: offset)
    }

    // MARK: Records

    /// Bytes that are read at once, where a run is not longer than this.
    private static let window = 256 << 10

    /// Adds records, from a number on, until the batch is full or the segment ends.
    ///
    /// - Returns: the number to go on with.
    func read(from number: UInt64, into batch: inout RecordBatch) throws(LogStoreError) -> UInt64 {
        do throws(Errno) {
            let line = Int(number - segment.base)
            var run = max(0, try lastEntry { $0.line <= line })
            while run < segment.runs, !batch.isFull {
                let wanted = min(Self.entriesPerRead, batch.remaining)
                // One more entry than is used, because a run ends where the next begins.
                let entries = try entries(run..<run + wanted + 1)
                let used = min(wanted, entries.count)
                guard used > 0 else { throw .ioError }
                try read(entries, count: used, from: number, into: &batch)
                run += used
            }
            return batch.isFull ? batch.next(after: number) : segment.end
        } catch {
            throw LogStoreError(.io, "cannot read log segment \(segment.name)", cause: error)
        }
    }

    /// Reads the first `count` of the runs, several at a time where they are short.
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
            // An index that runs backwards is damaged; nothing can be read by it.
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
