/// Some whole runs of a segment, to be searched in one go.
struct ScanChunk: Sendable {
    /// Whose they are: the place of the service among those that are searched.
    let source: Int
    let reader: SegmentReader
    /// The runs; not empty.
    let runs: ArraySlice<RunEntry>
    /// Where the last of them ends.
    let end: (offset: Int, line: Int)
    /// What is wanted of them: the first and the last run may be needed in part only.
    let numbers: Range<UInt64>

    /// A run's bytes, counted from the first run's.
    func bytes(of index: Int) -> Range<Int> {
        let next = index + 1 < runs.endIndex ? runs[index + 1].offset : end.offset
        return runs[index].offset - start..<max(runs[index].offset, next) - start
    }

    /// Where the first run begins.
    var start: Int { runs[runs.startIndex].offset }
    var byteCount: Int { max(0, end.offset - start) }
    var firstTimeNs: Int64 { runs[runs.startIndex].timeNs }
    var lastTimeNs: Int64 { runs[runs.endIndex - 1].timeNs }
}

/// A record that meets the filter.
struct Hit: Sendable {
    var number: UInt64
    var timeNs: Int64
    /// nil where it is read later, or never.
    var record: LogRecord?

    /// About how much memory it takes.
    var weight: Int { 64 + (record.map { $0.bytes.count + 96 } ?? 0) }
}
