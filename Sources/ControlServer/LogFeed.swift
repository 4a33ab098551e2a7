public import ControlAPI
public import LogStore
import Supervision

/// One reader's place in the logs. It pulls, so that the reader sets the pace.
actor LogFeed {
    private var iterator: LogMerge.AsyncIterator

    init(_ merge: LogMerge) { iterator = merge.makeAsyncIterator() }

    func next() async throws -> LogBatch? {
        var iterator = iterator
        defer { self.iterator = iterator }
        return try await iterator.next().map { LogBatch($0.map { LogLine($0) }) }
    }
}

extension SupervisorControl {
    /// Log lines in batches, read at the reader's pace. Throws ``ControlError``: `unknownService`; the stream throws where
    /// a log cannot be read.
    public func logs(_ query: LogQuery) async throws -> AsyncThrowingStream<LogBatch, any Error> {
        try await refuseUnknown(query.services)
        let feed = LogFeed(try merge(query))
        return AsyncThrowingStream { try await feed.next() }
    }

    /// Asked for a log, the store makes one; so a name must be known first. What an earlier project wrote is known, too.
    private func refuseUnknown(_ names: [String]) async throws(ControlError) {
        guard !names.isEmpty else { return }
        let stored = Set(logs.services)
        do throws(SupervisorError) {
            try await supervisor.refuseUnknown(names.filter { !stored.contains($0) })
        } catch {
            throw ControlError(error)
        }
    }

    private func merge(_ query: LogQuery) throws -> LogMerge {
        let known = logs.services
        let wanted = query.services.isEmpty ? known : query.services
        let start: LogMerge.Start = query.tail.map { .tail($0) } ?? .beginning
        return LogMerge(try wanted.map { try logs.log(for: $0) }, from: start, follows: query.follow)
    }
}

extension LogLine {
    /// A stored record as it goes over the socket; bytes that are no UTF-8 show as U+FFFD.
    public init(_ merged: MergedRecord) {
        let record = merged.record
        self.init(
            service: merged.service,
            stream: record.stream,
            timeNs: record.timeNs,
            number: record.number,
            text: String(decoding: record.bytes, as: UTF8.self)
        )
    }
}
