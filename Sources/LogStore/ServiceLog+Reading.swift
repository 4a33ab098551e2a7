import Foundations
import SystemPackage

/// How a read treats a line whose parts are records of their own; see ``PartJoiner``.
package enum LineJoining: Sendable {
    /// Every record by itself.
    case off
    /// Parts that are read together become one record.
    case on
    /// So do the parts before the first wanted record, back to the given one.
    case fromLineStart(notBefore: UInt64)
}

extension ServiceLog {
    /// The records from a number on, oldest first. Dropped records are skipped.
    ///
    /// Reads files in the calling task, in steps of a few hundred KiB, and never delays the writer. Sees all records appended
    /// before the call.
    ///
    /// - Parameters:
    ///   - number: the first record; see ``LogRecord/number``.
    ///   - limit: the maximum number of records.
    ///   - byteLimit: the size after which reading stops. At least one record is returned.
    ///   - joining: whether the parts of a line are joined; see ``LineJoining``.
    ///   - end: the record before which the caller stops. It is not joined to those before it.
    /// - Throws: `io` if a file cannot be read.
    package func read(
        from number: UInt64,
        limit: Int,
        byteLimit: Int = .max,
        joining: LineJoining = .off,
        endingBefore end: UInt64 = .max
    ) throws(LogStoreError) -> [LogRecord] {
        let view = publication.view
        var batch = RecordBatch(limit: limit, byteLimit: byteLimit)
        var number = max(number, view.first)
        var position = max(0, view.lastSegment { $0.base <= number })
        while position < view.segmentCount, !batch.isFull, number < view.end {
            if let segment = view.segment(at: position), number < segment.end {
                number = max(number, segment.base)
                if let reader = try reader(segment, of: view) {
                    let joiner = joiner.ending(before: end, in: segment)
                    number = try reader.read(from: number, into: &batch, joining, joiner)
                }
            }
            position += 1
        }
        return batch.records
    }

    /// The newest records, oldest first.
    ///
    /// - Throws: `io` if a file cannot be read.
    package func tail(_ count: Int) throws(LogStoreError) -> [LogRecord] {
        let view = publication.view
        let wanted = min(UInt64(max(0, count)), view.end - view.first)
        return wanted == 0 ? [] : try read(from: view.end - wanted, limit: Int(wanted))
    }

    /// The number of the first record at or after a time in nanoseconds since 1970; ``lineCount`` if there is none.
    ///
    /// - Throws: `io` if a file cannot be read.
    package func firstLine(at timeNs: Int64) throws(LogStoreError) -> UInt64 {
        let view = publication.view
        let position = view.lastSegment { $0.runs > 0 && $0.firstTimeNs < timeNs }
        guard position >= 0, let segment = view.segment(at: position) else { return view.first }
        guard let reader = try reader(segment, of: view) else { return segment.end }
        do throws(Errno) {
            let run = try reader.lastEntry { $0.timeNs < timeNs }
            return try reader.entries(run + 1..<run + 2).first.map { segment.base + UInt64($0.line) } ?? segment.end
        } catch {
            throw LogStoreError(.io, "cannot read the index of log segment \(segment.name)", cause: error)
        }
    }

    /// The same, but not the rest of a line that started earlier; see ``PartJoiner``.
    func firstLineStart(at timeNs: Int64) throws(LogStoreError) -> UInt64 {
        let number = try firstLine(at: timeNs)
        let view = publication.view
        guard let segment = view.segment(at: view.lastSegment { $0.base <= number }), number < segment.end,
            let reader = try reader(segment, of: view)
        else { return number }
        do throws(Errno) {
            return segment.base + UInt64(try reader.firstLineStart(from: Int(number - segment.base), joiner))
        } catch {
            throw LogStoreError(.io, "cannot read the index of log segment \(segment.name)", cause: error)
        }
    }

    /// The record in which the line of a record starts; see ``PartJoiner``.
    ///
    /// - Throws: `io` if a file cannot be read.
    func lineStart(of number: UInt64) throws(LogStoreError) -> UInt64 {
        let view = publication.view
        guard number >= view.first, let segment = view.segment(at: view.lastSegment { $0.base <= number }),
            number < segment.end, let reader = try reader(segment, of: view)
        else { return number }
        let line = Int(number - segment.base)
        do throws(Errno) {
            let run = try reader.lastEntry { $0.line <= line }
            guard try reader.entries(run..<run + 1).first?.line == line else { return number }
            let start = try reader.start(ofLineIn: run, at: line, notBefore: 0, joiner)
            return try reader.entries(start..<start + 1).first.map { segment.base + UInt64($0.line) } ?? number
        } catch {
            throw LogStoreError(.io, "cannot read the index of log segment \(segment.name)", cause: error)
        }
    }

    func reader(_ segment: Segment, of view: LogView) throws(LogStoreError) -> SegmentReader? {
        do throws(Errno) {
            return try SegmentReader(segment, of: view, in: directory)
        } catch {
            throw LogStoreError(.io, "cannot open log segment \(segment.name) of '\(service)'", cause: error)
        }
    }

    // MARK: Following

    /// Yields whenever lines were appended or segments dropped.
    ///
    /// Buffers at most one element, so a slow reader costs nothing. Subscribe before the first read, so that no line is missed.
    /// Ends when the log is closed.
    package func changes() -> AsyncStream<Void> { publication.wakeUps.stream() }
}
