/// How much a log may take, on disk and in memory.
package struct LogLimits: Sendable, Hashable {
    /// Bytes on disk per service, index included. When they are used up, the oldest segment goes first; the segment
    /// that is being written stays.
    package var bytesPerService: Int
    /// Bytes of a segment file before the next one is begun; at most 128 MiB. A quarter of `bytesPerService` at most,
    /// so that dropping the oldest segment never costs most of the log.
    package var segmentBytes: Int
    /// Bytes of an unfinished line that are held in memory. A longer line goes on as further records.
    package var lineBytes: Int

    /// 1 GiB per service in segments of 16 MiB, and 1 MiB per unfinished line, unless said otherwise.
    package init(
        bytesPerService: Int = 1 << 30,
        segmentBytes: Int = 16 << 20,
        lineBytes: Int = 1 << 20
    ) {
        self.bytesPerService = bytesPerService
        self.segmentBytes = segmentBytes
        self.lineBytes = lineBytes
    }

    /// `segmentBytes` as it is used.
    var effectiveSegmentBytes: Int { max(1, min(segmentBytes, bytesPerService / 4, 128 << 20)) }

    /// `lineBytes` as it is used. An offset inside a segment must fit into 28 bits; see ``RunEntry``.
    var effectiveLineBytes: Int { max(1, min(lineBytes, 16 << 20)) }

    /// Bytes after which a run of lines is cut, so that finding a line never means to read much more than this.
    var runBytes: Int { min(128 << 10, effectiveSegmentBytes) }
}
