package import LogAnalysis
import Synchronization
import SystemPackage

/// The log of one service: every byte it writes, in segment files on disk.
///
/// Thread-safe. Appending is for a plain thread that drains a pipe: it blocks on the disk alone, never on readers, and
/// never throws. What is appended is in the kernel's hands when the call returns, so it outlives this process; only an
/// unfinished line is held in memory. Memory use does not grow with the log.
package final class ServiceLog: Sendable {
    /// The service's name.
    package let service: String
    let directory: FilePath
    let publication: LogPublication
    private let writer: Mutex<Writer>
    private let onLoss: @Sendable () -> Void
    private let expectedTexts = Mutex(ExpectedTexts())

    private struct Writer {
        var splitter: LineSplitter
        var segments: SegmentWriter
        /// As it was last published.
        var loss = LogLoss()
        var isClosed = false
    }

    /// Opens what is in the directory, or begins a new log. The directory exists.
    ///
    /// - Parameter onLoss: called whenever ``loss`` has changed, under the writer's lock: it must be quick.
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
        publication = LogPublication(LogView(sealed: segments.sealed, active: segments.active))
        writer = Mutex(Writer(splitter: splitter, segments: segments))
    }

    // MARK: Writing

    /// Takes in what a service wrote, in chunks of any size, cut anywhere.
    ///
    /// A line gets the time of the chunk that completed it. Chunks of one stream must come one after the other; two
    /// streams may be appended by two threads. Lines that the disk does not take are counted and left out. After
    /// ``close()`` nothing is taken in any more.
    ///
    /// - Parameter timeNs: nanoseconds since 1970.
    package func append(_ bytes: UnsafeRawBufferPointer, stream: LogStream, at timeNs: Int64) {
        // Used only within the call; the compiler cannot see that no pointer stays in the writer.
        nonisolated(unsafe) let bytes = bytes
        write { splitter, segments in
            // Who follows has the part that was written already; everybody else is better served with the whole line.
            segments.mayExtend = segments.hasOpenLine && publication.listenerCount == 0
            splitter.append(bytes, stream: stream, end: { segments.endLine(of: stream, with: $0) }) {
                segments.write($0, at: timeNs)
            }
        }
    }

    /// Writes down the unfinished lines of both streams as they are, without a newline: the process has ended.
    package func finishPartialLines(at timeNs: Int64) {
        write { splitter, segments in
            splitter.flush(linesGoOn: false) { segments.write($0, at: timeNs) }
        }
    }

    /// Writes down the unfinished line of a stream so that readers see it, such as a prompt. Where a reader follows the log
    /// then, or other lines come in between, it goes on in a later record; else in the same one.
    package func flushPartialLine(of stream: LogStream, at timeNs: Int64) {
        write { splitter, segments in
            splitter.flush(linesGoOn: true, of: [stream]) { segments.write($0, at: timeNs) }
        }
    }

    /// Adds a line about the service, on the stream `system`. Newlines in it make several lines.
    package func note(_ text: String, at timeNs: Int64) {
        let bytes = Array(text.utf8) + [UnsafeRawBufferPointer.newline]
        bytes.withUnsafeBytes { append($0, stream: .system, at: timeNs) }
    }

    /// Tries to say in the log how many lines are missing, where some are: for a service that has fallen silent, whose
    /// next line would do that.
    package func tellLoss(at timeNs: Int64) {
        write { $1.tellLoss(at: timeNs) }
    }

    /// Sets how much it may take on disk, in bytes, index included. Oldest segments that are beyond it go at once.
    package func limit(toBytes bytes: Int) {
        write { $1.limit(toBytes: bytes) }
    }

    /// Texts of its lines that are no errors, whatever level the lines have. It has no meaning for what is written.
    package var expected: ExpectedTexts {
        get { expectedTexts.withLock { $0 } }
        set { expectedTexts.withLock { $0 = newValue } }
    }

    /// Forces everything onto the disk; without it, a crash of the whole machine may cost the last seconds.
    package func sync() throws(LogStoreError) {
        do throws(Errno) {
            // A copy, so that a slow disk does not hold the writer up.
            let segments = writer.withLock { $0.segments }
            try segments.sync()
        } catch {
            throw LogStoreError(.io, "cannot sync the log of '\(service)'", cause: error)
        }
    }

    /// Writes down the unfinished lines, closes the files, and ends every ``changes()``. Reading goes on working.
    package func close() {
        let wasOpen = writer.withLock { writer in
            guard !writer.isClosed else { return false }
            writer.isClosed = true
            let timeNs = writer.segments.newestTimeNs
            writer.splitter.flush(linesGoOn: false) { writer.segments.write($0, at: timeNs) }
            writer.segments.close()
            publish(&writer)
            return true
        }
        if wasOpen { publication.close() }
    }

    private func write(_ body: (inout LineSplitter, inout SegmentWriter) -> Void) {
        writer.withLock { writer in
            guard !writer.isClosed else { return }
            body(&writer.splitter, &writer.segments)
            publish(&writer)
        }
    }

    private func publish(_ writer: inout Writer) {
        let segments = writer.segments
        let loss = LogLoss(lines: segments.lostLines, cause: segments.failure)
        let isNews = loss != writer.loss
        writer.loss = loss
        publication.update {
            // Only a rotation changes the list; leaving it alone otherwise saves copying it.
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

    /// Bytes that it may take on disk, index included.
    package var bytesAllowed: Int { writer.withLock { $0.segments.bytesAllowed } }

    /// How many records were ever written; the number that the next one gets.
    package var lineCount: UInt64 { publication.view.end }

    /// The number of the oldest record that is still there. Grows when a segment is dropped for want of space.
    package var firstLineNumber: UInt64 { publication.view.first }

    /// How many lines could not be written since the log was opened, the disk being full or broken. They have no
    /// number; a `system` record stands where they are missing.
    package var droppedLines: UInt64 { loss.lines }

    /// The same, and whether lines are being left out at the moment.
    package var loss: LogLoss { publication.view.loss }

    /// Bytes on disk, index included.
    package var bytesOnDisk: Int {
        let view = publication.view
        return (0..<view.segmentCount).reduce(0) { sum, position in
            sum + (view.segment(at: position).map { $0.bytes + $0.indexBytes } ?? 0)
        }
    }
}
