import Foundations
import Glibc
import LogAnalysis
import SystemPackage

/// Reads the segments of a log when it is opened, after a clean close or a crash.
///
/// A killed process leaves at most an index entry without bytes, which is ignored, or a partial run, which is kept. Neither
/// requires a change on disk: the next write overwrites the leftover. After a machine crash, an index may be shorter than
/// its segment or end in zeros. Missing entries are then rebuilt with the last known time, so that no line is lost.
struct SegmentRecovery {
    /// Oldest first; the last one becomes the active segment.
    private(set) var segments: [Segment] = []
    /// The time of the newest record; 0 for an empty log.
    private(set) var lastTimeNs: Int64 = 0

    private let directory: FilePath
    private let limits: LogLimits

    init(directory: FilePath, limits: LogLimits) throws(Errno) {
        self.directory = directory
        self.limits = limits
        let bases = try listedBases()
        for (position, base) in bases.enumerated() {
            let next = position + 1 < bases.count ? bases[position + 1] : nil
            guard let segment = try recover(base, next: next) else { continue }
            segments.append(segment)
        }
    }

    /// The first line numbers of the segments in the directory, in order. Removes an index without a log file, the leftover of an
    /// interrupted drop.
    private func listedBases() throws(Errno) -> [UInt64] {
        let names = try directoryEntries(of: directory)
        let bases = names.compactMap { $0.hasSuffix(".log") ? UInt64($0.dropLast(4)) : nil }.sorted()
        let known = Set(bases)
        for name in names where name.hasSuffix(".idx") {
            guard let base = UInt64(name.dropLast(4)), !known.contains(base) else { continue }
            _ = Segment(base: base).indexPath(in: directory).withPlatformString { unlink($0) }
        }
        return bases
    }

    /// - Parameter next: the first line of the next segment; nil for the last segment.
    private mutating func recover(_ base: UInt64, next: UInt64?) throws(Errno) -> Segment? {
        var segment = Segment(base: base)
        let log: OpenFile
        do throws(Errno) {
            log = try OpenFile(segment.logPath(in: directory), flags: O_RDONLY)
        } catch .noSuchFileOrDirectory {
            // Another process that writes this log has just dropped the segment.
            return nil
        }
        segment.bytes = try log.size()
        if segment.bytes == 0 && next != nil { return nil }

        let scan = try scanIndex(of: segment, completely: next == nil)
        segment.runs = scan.runs
        segment.firstTimeNs = scan.first?.timeNs ?? 0
        lastTimeNs = max(lastTimeNs, scan.last?.timeNs ?? 0)
        if let next, let last = scan.last {
            // A sealed segment is complete, so the next segment's number yields its line count.
            segment.lines = max(last.line + 1, Int(clamping: next - base))
            return segment
        }
        let indexed = scan.last?.offset ?? 0
        let longestRun = limits.effectiveLineBytes + 2 * limits.runBytes
        if scan.last == nil ? segment.bytes > 0 : segment.bytes - indexed > longestRun {
            try rebuildIndex(of: &segment, log: log, from: scan.last)
        } else if let last = scan.last {
            segment.lines = last.line + (try records(in: log, from: last.offset, to: segment.bytes))
        }
        return segment
    }

    // MARK: The index

    private struct IndexScan {
        var runs = 0
        var first: RunEntry?
        var last: RunEntry?
    }

    /// Reads the entries up to the first invalid one. For a sealed segment, the first and last entries suffice.
    private func scanIndex(of segment: Segment, completely: Bool) throws(Errno) -> IndexScan {
        var scan = IndexScan()
        let file: OpenFile
        do throws(Errno) {
            file = try OpenFile(segment.indexPath(in: directory), flags: O_RDONLY)
        } catch .noSuchFileOrDirectory {
            return scan
        }
        let header = try file.read(count: IndexHeader.size, at: 0)
        guard header == IndexHeader.encoded(base: segment.base) else { return scan }
        let count = max(0, try file.size() - IndexHeader.size) / RunEntry.size
        if !completely, count > 0 {
            scan.first = try entries(of: file, from: 0, count: 1).first
            scan.last = try entries(of: file, from: count - 1, count: 1).first
            scan.runs = count
            if let last = scan.last, count == 1 || last.offset > 0, last.offset < segment.bytes { return scan }
            scan = IndexScan()
        }
        while scan.runs < count {
            for entry in try entries(of: file, from: scan.runs, count: min(4096, count - scan.runs)) {
                guard entry.follows(scan.last), entry.offset < segment.bytes else { return scan }
                scan.first = scan.first ?? entry
                scan.last = entry
                scan.runs += 1
            }
        }
        return scan
    }

    private func entries(of file: OpenFile, from run: Int, count: Int) throws(Errno) -> [RunEntry] {
        let bytes = try file.read(count: count * RunEntry.size, at: IndexHeader.size + run * RunEntry.size)
        return bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / RunEntry.size).map { RunEntry(decoding: buffer, at: $0 * RunEntry.size) }
        }
    }

    /// Rebuilds the entries from the last valid one on.
    private mutating func rebuildIndex(of segment: inout Segment, log: OpenFile, from last: RunEntry?) throws(Errno) {
        let known = if let last { last.timeNs } else { try log.modificationTimeNs() }
        lastTimeNs = max(lastTimeNs, known)
        let start = last?.offset ?? 0
        segment.runs = max(0, segment.runs - 1)
        segment.lines = last?.line ?? 0
        if segment.runs == 0 { segment.firstTimeNs = lastTimeNs }

        let index = try OpenFile(segment.indexPath(in: directory), flags: O_RDWR | O_CREAT)
        try index.write(IndexHeader.encoded(base: segment.base), at: 0)
        var words: [UInt64] = []
        var offset = start
        var lines = segment.lines
        func add(_ run: LineRun) {
            let entry = RunEntry(
                offset: offset,
                line: lines,
                timeNs: lastTimeNs,
                stream: last?.stream ?? .stdout,
                isContinued: run.isContinued,
                isContinuation: run.isContinuation
            )
            words += [entry.encoded.low, entry.encoded.high]
            offset += run.count
            lines += run.records
        }
        var splitter = LineSplitter(lineBytes: limits.effectiveLineBytes, runBytes: limits.runBytes)
        for position in stride(from: start, to: segment.bytes, by: Self.window) {
            let bytes = try log.read(count: min(Self.window, segment.bytes - position), at: position)
            bytes.withUnsafeBytes { splitter.append($0, stream: .stdout, emit: add) }
        }
        splitter.flush(linesContinue: false, emit: add)
        try index.write(words, at: segment.indexBytes)
        segment.runs += words.count / 2
        segment.lines = lines
        try index.truncate(to: segment.indexBytes)
    }

    // MARK: The lines

    private static let window = 256 << 10

    /// The number of records between two offsets.
    private func records(in log: OpenFile, from start: Int, to end: Int) throws(Errno) -> Int {
        var count = 0
        var endsLine = true
        for position in stride(from: start, to: end, by: Self.window) {
            let bytes = try log.read(count: min(Self.window, end - position), at: position)
            count += bytes.withUnsafeBytes(\.newlines)
            endsLine = bytes.last.map { $0 == UnsafeRawBufferPointer.newline } ?? endsLine
        }
        return count + (endsLine ? 0 : 1)
    }
}

/// The names in a directory, in no particular order.
func directoryEntries(of directory: FilePath) throws(Errno) -> [String] {
    guard let names = directoryNames(directory.string) else { throw Errno(rawValue: errno) }
    return names
}
