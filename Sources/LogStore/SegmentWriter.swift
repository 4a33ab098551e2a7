import Glibc
import LogAnalysis
import SystemPackage

/// Writes runs into the active segment, creates new segments, and drops the oldest ones. Writing never throws: lost lines
/// are counted, and reported in the log once there is room again.
///
/// The index entry is written before its bytes. A process that is killed in between leaves an entry that points past the end
/// of its segment, which recovery detects, but never bytes without a time and stream.
struct SegmentWriter {
    private let directory: FilePath
    private var limits: LogLimits
    private let hooks: LogStoreHooks

    /// Oldest first, without the active segment.
    private(set) var sealed: [Segment]
    /// The segment being written; nil until the first write to an empty log.
    private(set) var active: Segment?
    /// The files of the active segment; nil until the first write.
    private(set) var files: SegmentFiles?
    /// The number of lines lost since the log was opened.
    private(set) var lostLines: UInt64 = 0

    /// Why the last write failed; nil if it succeeded.
    var failure: Errno? { loss?.cause }

    private var totalBytes: Int
    private var lastTimeNs: Int64
    /// The loss since the last successful write.
    private var loss: Loss?
    /// The entry of the last run, if its line is unfinished.
    private var openRun: RunEntry?
    /// Whether an unfinished line may be continued in its record instead of in a new one.
    var mayExtend = false
    /// The maximum size in bytes of a record that is extended.
    private static let longestExtension = 64 << 10

    /// Whether the last written line is unfinished.
    var hasOpenLine: Bool { openRun != nil }

    private struct Loss {
        var lines = 0
        var bytes = 0
        var cause: Errno
    }

    init(recovered: SegmentRecovery, directory: FilePath, limits: LogLimits, hooks: LogStoreHooks) {
        self.directory = directory
        self.limits = limits
        self.hooks = hooks
        sealed = Array(recovered.segments.dropLast())
        active = recovered.segments.last
        lastTimeNs = recovered.lastTimeNs
        totalBytes = recovered.segments.reduce(0) { $0 + $1.bytes + $1.indexBytes }
    }

    /// Writes the run, or counts its lines as lost. A time before that of the last run is replaced by the latter.
    mutating func write(_ run: LineRun, at timeNs: Int64) {
        let records = run.records
        guard records > 0 else { return }
        lastTimeNs = max(timeNs, lastTimeNs)
        do throws(Errno) {
            try reportLoss()
            guard let rest = try extend(with: run) else { return try put(run, records: records) }
            if rest.count > 0 { try put(rest, records: rest.records) }
        } catch {
            lostLines += UInt64(records)
            loss = loss ?? Loss(cause: error)
            loss?.lines += records
            loss?.bytes += run.count
        }
    }

    /// Writes the line ending of a stream's unfinished line. Does nothing if other lines followed, since the line then ends with
    /// its record.
    mutating func endLine(of stream: LogStream, with ending: UnsafeRawBufferPointer) {
        guard var entry = openRun, entry.stream == stream, var segment = active, let files else { return }
        openRun = nil
        entry.isContinued = false
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        guard (try? files.log.write(nothing, ending, at: segment.bytes)) != nil else { return }
        try? files.index.write(entry, at: segment.indexBytes - RunEntry.size)
        segment.bytes += ending.count
        totalBytes += ending.count
        active = segment
    }

    /// Appends the rest of a line to the record in which it started.
    ///
    /// - Returns: the remaining lines; nil if the record cannot be extended and nothing was written.
    private mutating func extend(with run: LineRun) throws(Errno) -> LineRun? {
        guard mayExtend, run.isContinuation, var entry = openRun, entry.stream == run.stream, var segment = active,
            let files
        else { return nil }
        let newline = run.body.firstNewline()
        let body = UnsafeRawBufferPointer(rebasing: newline.map { run.body[...$0] } ?? run.body[...])
        let count = run.head.count + body.count
        guard segment.bytes - entry.offset + count <= Self.longestExtension, hasRoom(segment, for: count) else {
            return nil
        }
        do throws(Errno) {
            try files.log.write(run.head, body, at: segment.bytes)
        } catch {
            try? files.log.truncate(to: segment.bytes)
            throw error
        }
        entry.isContinued = newline == nil && run.isContinued
        try? files.index.write(entry, at: segment.indexBytes - RunEntry.size)
        openRun = entry.isContinued ? entry : nil
        segment.bytes += count
        totalBytes += count
        active = segment
        var rest = run
        rest.head = UnsafeRawBufferPointer(start: nil, count: 0)
        rest.body = UnsafeRawBufferPointer(rebasing: run.body[body.count...])
        rest.isContinuation = false
        return rest
    }

    /// Records a loss in the log, if there is one and there is room now.
    mutating func recordLoss(at timeNs: Int64) {
        guard loss != nil else { return }
        lastTimeNs = max(timeNs, lastTimeNs)
        try? reportLoss()
    }

    /// Records a loss in the log, if there is one; throws if there is still no room.
    private mutating func reportLoss() throws(Errno) {
        guard let loss else { return }
        let lines = loss.lines == 1 ? "1 line" : "\(loss.lines) lines"
        var text = "\(lines) (\(loss.bytes) bytes) lost here: \(loss.cause)\n"
        let failure = text.withUTF8 { bytes -> Errno? in
            let empty = UnsafeRawBufferPointer(start: nil, count: 0)
            do throws(Errno) {
                try put(LineRun(head: empty, body: UnsafeRawBufferPointer(bytes), stream: .system), records: 1)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        self.loss = nil
    }

    private mutating func put(_ run: LineRun, records: Int) throws(Errno) {
        var (segment, files) = try prepareActive(for: run.count)
        let entry = RunEntry(
            offset: segment.bytes,
            line: segment.lines,
            timeNs: lastTimeNs,
            stream: run.stream,
            isContinued: run.isContinued,
            isContinuation: run.isContinuation
        )
        try files.index.write(entry, at: segment.indexBytes)
        do throws(Errno) {
            try files.log.write(run.head, run.body, at: segment.bytes)
        } catch {
            // A partial run would be read as part of the next one. If this fails too, the next write overwrites it.
            try? files.log.truncate(to: segment.bytes)
            throw error
        }
        if segment.runs == 0 { segment.firstTimeNs = lastTimeNs }
        segment.bytes += run.count
        segment.lines += records
        segment.runs += 1
        active = segment
        openRun = run.isContinued ? entry : nil
        totalBytes += run.count + RunEntry.size
        dropOldest()
    }

    // MARK: Segments

    /// The active segment, with room for `count` bytes.
    private mutating func prepareActive(for count: Int) throws(Errno) -> (Segment, SegmentFiles) {
        if let segment = active, segment.runs == 0 || hasRoom(segment, for: count) {
            if let files { return (segment, files) }
            let opened = try open(segment, flags: O_RDWR | O_CREAT)
            // Remove the remains of a write that a crash interrupted, which recovery did not count.
            try opened.log.truncate(to: segment.bytes)
            try opened.index.truncate(to: segment.indexBytes)
            files = opened
            return (segment, opened)
        }
        let next = Segment(base: active?.end ?? 0)
        let opened = try open(next, flags: O_RDWR | O_CREAT | O_TRUNC)
        if let active { sealed.append(active) }
        active = next
        files = opened
        totalBytes += next.indexBytes
        return (next, opened)
    }

    private func hasRoom(_ segment: Segment, for count: Int) -> Bool {
        let limit = limits.effectiveSegmentBytes
        return segment.bytes + count <= limit && segment.indexBytes < max(limit, 4096)
    }

    private func open(_ segment: Segment, flags: Int32) throws(Errno) -> SegmentFiles {
        let log = try OpenFile(segment.logPath(in: directory), flags: flags, hooks: hooks)
        let index = try OpenFile(segment.indexPath(in: directory), flags: flags, hooks: hooks)
        try index.write(IndexHeader.encoded(base: segment.base), at: 0)
        return SegmentFiles(log: log, index: index)
    }

    /// The maximum size of the log in bytes.
    var bytesAllowed: Int { limits.bytesPerService }

    /// Sets the maximum size of the log, and drops segments beyond it.
    mutating func limit(toBytes bytes: Int) {
        limits.bytesPerService = bytes
        dropOldest()
    }

    private mutating func dropOldest() {
        while totalBytes > limits.bytesPerService, let oldest = sealed.first {
            // The log file first: recovery removes an index without one.
            unlink(oldest.logPath(in: directory))
            unlink(oldest.indexPath(in: directory))
            sealed.removeFirst()
            totalBytes -= oldest.bytes + oldest.indexBytes
        }
    }

    private func unlink(_ path: FilePath) {
        _ = path.withPlatformString { Glibc.unlink($0) }
    }

    // MARK: Ending

    /// Flushes written data to the disk.
    func sync() throws(Errno) {
        try files?.log.sync()
        try files?.index.sync()
    }

    /// Records a loss if possible, and closes the files.
    mutating func close() {
        try? reportLoss()
        files = nil
    }

    /// The time of the newest record; 0 for an empty log.
    var newestTimeNs: Int64 { lastTimeNs }
}

extension OpenFile {
    fileprivate func write(_ entry: RunEntry, at offset: Int) throws(Errno) {
        let words = entry.encoded
        try write([words.low, words.high], at: offset)
    }

    func write<Element: BitwiseCopyable>(_ elements: [Element], at offset: Int) throws(Errno) {
        let failure = elements.withUnsafeBytes { bytes -> Errno? in
            do throws(Errno) {
                try write(UnsafeRawBufferPointer(start: nil, count: 0), bytes, at: offset)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}
