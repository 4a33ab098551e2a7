import Glibc
import LogAnalysis
import SystemPackage

/// Writes runs into the newest segment, begins new segments, and drops the oldest ones. Never throws: what cannot be
/// written is counted, and told in the log once there is room again.
///
/// The index entry is written before the bytes it stands for. So a process that is killed between the two leaves an
/// entry that points past the end of its segment, which is recognised, and never bytes of unknown time and stream.
struct SegmentWriter {
    private let directory: FilePath
    private var limits: LogLimits
    private let hooks: LogStoreHooks

    /// Oldest first; without the active one.
    private(set) var sealed: [Segment]
    /// The one that is written to; nil until the first write to an empty log.
    private(set) var active: Segment?
    /// The active one's files; nil until the first write.
    private(set) var files: SegmentFiles?
    /// Lines that could not be written, since the log was opened.
    private(set) var lostLines: UInt64 = 0

    /// Why nothing can be written at the moment; nil when the last write succeeded.
    var failure: Errno? { loss?.cause }

    private var totalBytes: Int
    private var lastTimeNs: Int64
    /// What was lost since the last write that succeeded.
    private var loss: Loss?
    /// The entry of the last run, where its line goes on and nothing was written after it.
    private var openRun: RunEntry?
    /// Whether a line that goes on may do so in its record, instead of in a further one.
    var mayExtend = false
    /// Of such a line this much is put together, in bytes.
    private static let longestExtension = 64 << 10

    /// Whether the last line that was written goes on.
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

    /// Writes the run, or counts its lines as lost. A time before that of the last run is taken as equal to it.
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

    /// Writes the line end of the last line of a stream, which was written without one. Where other lines came after it,
    /// the line end is left out: the line ends with its record anyway.
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

    /// Adds the rest of a line to the record in which it began.
    ///
    /// - Returns: the lines after that one; nil where it cannot be done, and nothing was written.
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

    /// Tells in the log what was lost, if something was and there is room for that now.
    mutating func tellLoss(at timeNs: Int64) {
        guard loss != nil else { return }
        lastTimeNs = max(timeNs, lastTimeNs)
        try? reportLoss()
    }

    /// Tells in the log what was lost, where something was; throws if there is still no room for that.
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
            // Half a run would be read as lines of the next one. If this fails too, the next write covers it.
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

    /// The active segment, with room for so many bytes.
    private mutating func prepareActive(for count: Int) throws(Errno) -> (Segment, SegmentFiles) {
        if let segment = active, segment.runs == 0 || hasRoom(segment, for: count) {
            if let files { return (segment, files) }
            let opened = try open(segment, flags: O_RDWR | O_CREAT)
            // What recovery did not count: the remains of a write that a crash cut short.
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

    /// How much the log may take.
    var bytesAllowed: Int { limits.bytesPerService }

    /// Sets how much the log may take, from now on.
    mutating func limit(toBytes bytes: Int) {
        limits.bytesPerService = bytes
        dropOldest()
    }

    private mutating func dropOldest() {
        while totalBytes > limits.bytesPerService, let oldest = sealed.first {
            // The lines first: an index alone is known for a leftover.
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

    /// Forces what was written onto the disk.
    func sync() throws(Errno) {
        try files?.log.sync()
        try files?.index.sync()
    }

    /// Tells of a loss if that is possible now, and closes the files.
    mutating func close() {
        try? reportLoss()
        files = nil
    }

    /// When the newest record arrived; 0 for an empty log.
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
