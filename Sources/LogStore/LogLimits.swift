/// Size limits of a log, on disk and in memory.
package struct LogLimits: Sendable, Hashable {
    /// Bytes on disk per service, including indexes. Beyond that, the oldest segments are dropped, but never the active one.
    package var bytesPerService: Int
    /// The maximum size of a segment file. It is capped at 128 MiB and at a quarter of `bytesPerService`, so that dropping the
    /// oldest segment never loses most of the log.
    package var segmentBytes: Int
    /// Bytes of an unfinished line that are held in memory. A longer line is split into several records.
    package var lineBytes: Int

    package init(
        bytesPerService: Int = 1 << 30,
        segmentBytes: Int = 16 << 20,
        lineBytes: Int = 1 << 20
    ) {
        self.bytesPerService = bytesPerService
        self.segmentBytes = segmentBytes
        self.lineBytes = lineBytes
    }

    /// The effective `segmentBytes`.
    var effectiveSegmentBytes: Int { max(1, min(segmentBytes, bytesPerService / 4, 128 << 20)) }

    /// The effective `lineBytes`. An offset within a segment must fit into 28 bits; see ``RunEntry``.
    var effectiveLineBytes: Int { max(1, min(lineBytes, 16 << 20)) }

    /// The maximum size of a run of lines, which bounds how much must be read to find a line.
    var runBytes: Int { min(128 << 10, effectiveSegmentBytes) }
}
