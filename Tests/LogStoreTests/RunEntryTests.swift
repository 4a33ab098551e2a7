import LogAnalysis
import Testing

@testable import LogStore

@Suite struct RunEntryTests {
    @Test func anEntrySurvivesItsSixteenBytes() {
        for stream in LogStream.allCases {
            for (continued, continuation) in [(false, false), (true, false), (false, true), (true, true)] {
                let entry = RunEntry(
                    offset: RunEntry.offsetLimit - 1,
                    line: 4_000_000_000,
                    timeNs: 1_784_000_000_123_456_789,
                    stream: stream,
                    isContinued: continued,
                    isContinuation: continuation
                )
                let words = [entry.encoded.low, entry.encoded.high]
                #expect(words.withUnsafeBytes { RunEntry(decoding: $0, at: 0) } == entry)
            }
        }
    }

    /// The format on disk: what is written today must be readable tomorrow.
    @Test func theBytesOfAnEntryAreFixed() {
        let entry = RunEntry(
            offset: 0x0123_4567,
            line: 0x89AB_CDEF,
            timeNs: 0x0102_0304_0506_0708,
            stream: .stderr,
            isContinued: true,
            isContinuation: false
        )
        let words = [entry.encoded.low, entry.encoded.high]
        #expect(
            words.withUnsafeBytes(Array.init) == [
                0x67, 0x45, 0x23, 0x51, 0xEF, 0xCD, 0xAB, 0x89, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
            ]
        )
        #expect(IndexHeader.encoded(base: 258) == Array("CPALOGI1".utf8) + [2, 1, 0, 0, 0, 0, 0, 0])
    }

    @Test func theLargestSegmentFitsTheOffset() {
        let limits = LogLimits(bytesPerService: .max, segmentBytes: .max, lineBytes: .max)
        let longestRun = limits.effectiveLineBytes + limits.runBytes
        #expect(limits.effectiveSegmentBytes + longestRun < RunEntry.offsetLimit)
    }
}
