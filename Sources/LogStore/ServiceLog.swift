import Foundations
package import LogAnalysis
import Synchronization
import SystemPackage

/// The log of a service: every byte it writes, in segment files on disk.
///
/// Thread-safe. Appending is designed for a plain thread that drains a pipe: it blocks only on the disk, never on readers,
/// and never throws. Appended lines have been passed to the kernel when the call returns, so they survive this process; only
/// an unfinished line is held in memory. Memory use does not grow with the log.
package final class ServiceLog: Sendable {
    package let service: String
    let directory: FilePath
    let publication: LogPublication
    let joiner: PartJoiner
    private let writer: Mutex<Writer>
    private let onLoss: @Sendable () -> Void
    private let expectedTexts = Mutex(ExpectedTexts())

    private struct Writer {
        var splitter: LineSplitter
        var segments: SegmentWriter
        /// The last published loss.
        var loss = LogLoss()
        var isClosed = false
    }

    /// Opens the log in an existing directory, or creates a new one.
    ///
    /// - Parameter onLoss: called whenever ``loss`` changes. It runs under the writer's lock and must be quick.
    init(
        service: String,
        directory: FilePath,
        limits: LogLimits,
        hooks: LogStoreHooks = LogStoreHooks(),
        onLoss: @escaping @Sendable () -> Void = {}
    ) throws(Errno) {
        self.service = service
        self.onLoss = onLoss
        self.directory = directory
        let recovered = try SegmentRecovery(directory: directory, limits: limits)
        let segments = SegmentWriter(recovered: recovered, directory: directory, limits: limits, hooks: hooks)
        let splitter = LineSplitter(lineBytes: limits.effectiveLineBytes, runBytes: limits.runBytes)
        joiner = PartJoiner(lineBytes: limits.effectiveLineBytes)
        publication = LogPublication(LogView(sealed: segments.sealed, active: segments.active))
        writer = Mutex(Writer(splitter: splitter, segments: segments))
    }

    // MARK: Writing

    /// Appends output of the service, in arbitrary chunks.
    ///
    /// A line gets the time of the chunk that completes it. Chunks of a stream must be appended in order; different streams may
    /// be appended by different threads. Lines that cannot be written are counted and skipped. Does nothing after ``close()``.
    ///
    /// - Parameter timeNs: nanoseconds since 1970.
    package func append(_ bytes: UnsafeRawBufferPointer, stream: LogStream, at timeNs: Int64) {
        // Used only within the call; the compiler cannot see that the writer keeps no pointer.
        nonisolated(unsafe) let bytes = bytes
        write { splitter, segments in
            splitter.append(bytes, stream: stream, end: { segments.endLine(of: stream, with: $0) }) {
                segments.write($0, at: timeNs)
            }
        }
    }

    /// Writes the unfinished lines of all streams without a newline, after the process has exited.
    package func finishPartialLines(at timeNs: Int64) {
        write { splitter, segments in
            splitter.flush(linesContinue: false) { segments.write($0, at: timeNs) }
        }
    }

    /// Writes the unfinished line of a stream, such as a prompt, so that readers see it. If a reader follows the log or other
    /// lines arrive in between, the line continues in a later record; otherwise in the same one.
    package func flushPartialLine(of stream: LogStream, at timeNs: Int64) {
        write { splitter, segments in
            splitter.flush(linesContinue: true, of: [stream]) { segments.write($0, at: timeNs) }
        }
    }

    /// Appends a line about the service to the `system` stream. Newlines split it into several lines.
    package func note(_ text: String, at timeNs: Int64) {
        let bytes = Array(text.utf8) + [UnsafeRawBufferPointer.newline]
        bytes.withUnsafeBytes { append($0, stream: .system, at: timeNs) }
    }

    /// Tries to record lost lines in the log, if there are any. Needed for a silent service, since otherwise its next line would
    /// do this.
    package func recordLoss(at timeNs: Int64) {
        write { $1.recordLoss(at: timeNs) }
    }

    /// Sets the maximum size on disk in bytes, including indexes. The oldest segments beyond it are dropped at once.
    package func limit(toBytes bytes: Int) {
        write { $1.limit(toBytes: bytes) }
    }

    /// Texts of lines that are not errors, whatever their level. Affects only reading.
    package var expected: ExpectedTexts {
        get { expectedTexts.withLock { $0 } }
        set { expectedTexts.withLock { $0 = newValue } }
    }

    /// Flushes everything to the disk. Without it, a crash of the machine may lose the last seconds.
    package func sync() throws(LogStoreError) {
        do throws(Errno) {
            // A copy, so that a slow disk does not block the writer.
            let segments = writer.withLock { $0.segments }
            try segments.sync()
        } catch {
            throw LogStoreError(.io, "cannot sync the log of '\(service)'", cause: error)
        }
    }

    /// Writes the unfinished lines, closes the files, and ends every ``changes()`` stream. Reading remains possible.
    package func close() {
        let wasOpen = writer.withLock { writer in
            guard !writer.isClosed else { return false }
            writer.isClosed = true
            let timeNs = writer.segments.newestTimeNs
            writer.splitter.flush(linesContinue: false) { writer.segments.write($0, at: timeNs) }
            writer.segments.close()
            publish(&writer)
            return true
        }
        if wasOpen { publication.close() }
    }

    private func write(_ body: (inout LineSplitter, inout SegmentWriter) -> Void) {
        writer.withLock { writer in
            guard !writer.isClosed else { return }
            // A follower has already received the written part, and may have come since the rest of the line arrived. Without
            // followers, a single record for the line is better.
            writer.segments.mayExtend = writer.segments.hasOpenLine && !publication.wakeUps.hasListeners
            body(&writer.splitter, &writer.segments)
            publish(&writer)
        }
    }

    /// Waits for a write that began before the caller listened for changes. It may extend the last record, which the caller
    /// would otherwise read too early.
    func awaitWriter() { writer.withLock { _ in } }

    private func publish(_ writer: inout Writer) {
        let segments = writer.segments
        let loss = LogLoss(lines: segments.lostLines, cause: segments.failure)
        let isNews = loss != writer.loss
        writer.loss = loss
        publication.update {
            // Only rotation and dropping change the list; skipping the assignment otherwise avoids copying it.
            if $0.active?.base != segments.active?.base || $0.sealed.count != segments.sealed.count {
                $0.sealed = segments.sealed
            }
            $0.active = segments.active
            $0.files = segments.files
            $0.loss = loss
        }
        if isNews { onLoss() }
    }

    // MARK: Facts

    /// The maximum size on disk in bytes, including indexes.
    package var bytesAllowed: Int { writer.withLock { $0.segments.bytesAllowed } }

    /// The number of records ever written, which is also the number of the next one.
    package var lineCount: UInt64 { publication.view.end }

    /// The number of the oldest remaining record. Grows when a segment is dropped.
    package var firstLineNumber: UInt64 { publication.view.first }

    /// The number of lines that could not be written since the log was opened. They have no record number; a `system` record
    /// takes their place.
    package var droppedLines: UInt64 { loss.lines }

    /// The lost lines, and why lines are currently being lost.
    package var loss: LogLoss { publication.view.loss }

    /// The size on disk in bytes, including indexes.
    package var bytesOnDisk: Int {
        let view = publication.view
        return (0..<view.segmentCount).reduce(0) { sum, position in
            sum + (view.segment(at: position).map { $0.bytes + $0.indexBytes } ?? 0)
        }
    }
}
