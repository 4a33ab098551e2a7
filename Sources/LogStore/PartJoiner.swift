import SystemPackage

/// Decides which parts of a line readers of the past join: those of a line that paused while a reader followed it.
///
/// A follower receives such a line in parts, as records of consecutive runs. Their bytes are adjacent in the segment, so a
/// later reader takes them for one run. A part of a very long line, and one after another stream's lines, stays a record.
struct PartJoiner: Sendable {
    /// The size at which a line is split because it is too long to be held in memory.
    let lineBytes: Int
    /// Parts that begin in different blocks are not joined. This limits the length of a joined line, and whether two parts
    /// belong together does not depend on where a reader starts.
    private static let blockBits = 20
    /// The record that is not joined to those before it, relative to the segment's first line.
    private var end = Int.max

    init(lineBytes: Int) { self.lineBytes = lineBytes }

    /// The same, for a reader that stops before the record `end`: a part that arrived later would take the earlier ones with
    /// it beyond the end.
    func ending(before end: UInt64, in segment: Segment) -> PartJoiner {
        var joiner = self
        joiner.end = Int(clamping: max(end, segment.base) - segment.base)
        return joiner
    }

    /// Whether a run continues the line of the run before it.
    func joins(_ part: RunEntry, _ next: RunEntry) -> Bool {
        part.isContinued && next.isContinuation && part.stream == next.stream && next.offset - part.offset < lineBytes
            && part.offset >> Self.blockBits == next.offset >> Self.blockBits && next.line != end
    }

    /// Consecutive runs, with the parts of a line as one. The line has the time of the first part and the number of the last
    /// one, so the next record follows it without a gap.
    func joined(_ runs: [RunEntry]) -> [RunEntry] {
        guard runs.contains(where: \.isContinuation) else { return runs }
        var result: [RunEntry] = []
        var previous: RunEntry?
        for run in runs {
            if let previous, joins(previous, run), var line = result.popLast() {
                line.line = run.line
                line.isContinued = run.isContinued
                line.earlierParts += 1
                line.restTimeNs = run.timeNs
                result.append(line)
            } else {
                result.append(run)
            }
            previous = run
        }
        return result
    }
}

extension SegmentReader {
    /// The run in which the line of a record starts, if the record is the first of `run`; otherwise `run`.
    func start(ofLineIn run: Int, at line: Int, notBefore first: Int, _ joiner: PartJoiner) throws(Errno) -> Int {
        var (run, line) = (run, line)
        while run > 0 {
            let pair = try entries(run - 1..<run + 1)
            guard pair.count == 2, pair[1].line == line, pair[0].line >= first, joiner.joins(pair[0], pair[1]) else {
                break
            }
            (run, line) = (run - 1, pair[0].line)
        }
        return run
    }

    /// The first record from `line` on that starts a line.
    func firstLineStart(from line: Int, _ joiner: PartJoiner) throws(Errno) -> Int {
        var line = line
        var run = try lastEntry { [line] in $0.line <= line }
        while run > 0 {
            let pair = try entries(run - 1..<run + 1)
            guard pair.count == 2, pair[1].line == line, joiner.joins(pair[0], pair[1]) else { break }
            (run, line) = (run + 1, line + 1)
        }
        return line
    }
}
