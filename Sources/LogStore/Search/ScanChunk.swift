/// A sequence of whole runs of a segment that are searched together.
struct ScanChunk: Sendable {
    /// The index of the log in the search.
    let source: Int
    let reader: SegmentReader
    /// The runs, with the parts of a line as one; not empty.
    let runs: ArraySlice<RunEntry>
    /// The end of the last run.
    let end: (offset: Int, line: Int)
    /// The records to search. The first and last run may be included only partly.
    let numbers: Range<UInt64>
    /// The parts of the first line, if earlier chunks had some of them; otherwise empty.
    var parts: ArraySlice<RunEntry> = []
    /// How many of the parts earlier chunks had.
    var earlierParts = 0

    /// The bytes of a run, relative to the start of the chunk.
    func bytes(of index: Int) -> Range<Int> {
        let next = index + 1 < runs.endIndex ? runs[index + 1].offset : end.offset
        return runs[index].offset - start..<max(runs[index].offset, next) - start
    }

    /// The offset of the first run.
    var start: Int { runs[runs.startIndex].offset }
    var byteCount: Int { max(0, end.offset - start) }
    var firstTimeNs: Int64 { runs[runs.startIndex].timeNs }
    var lastTimeNs: Int64 { runs[runs.endIndex - 1].timeNs }
}

/// A record that matches the filter.
struct Hit: Sendable {
    var number: UInt64
    var timeNs: Int64
    /// How many earlier records are parts of the same line.
    var earlierParts = 0
    /// nil if only the position is recorded.
    var record: LogRecord?

    /// The number of the record in which the line starts.
    var firstNumber: UInt64 { number - UInt64(earlierParts) }

    /// The approximate memory use in bytes.
    var weight: Int { 64 + (record.map { $0.bytes.count + 96 } ?? 0) }
}
