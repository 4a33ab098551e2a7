/// A record, and whose it is.
public struct MergedRecord: Sendable, Hashable {
    /// The service's name.
    public var service: String
    /// The record, as its log has it.
    public var record: LogRecord

    /// A record of a service.
    public init(service: String, record: LogRecord) {
        self.service = service
        self.record = record
    }
}

/// The records of several services in one sequence, in batches, oldest first; then, if wanted, what is written from
/// now on.
///
/// What was there when the iteration began is in the order of time, records of the same time in the order in which the
/// services were given. While following, a batch is in order, and so is each service; between services, a record may
/// come after a slightly younger one that was written down before it.
///
/// The reader sets the pace: nothing is read ahead of it but a few records per service, and no writer waits for it.
/// Where it falls so far behind that the oldest segments are dropped, it goes on with what is left; the numbers of the
/// records show the gap. Iterating reads files in the calling task,
/// and throws `io` where one cannot be read.
///
/// Ends after the records there are, or, while following, when every log is closed or the task is cancelled.
public struct LogMerge: AsyncSequence, Sendable {
    /// Where to begin.
    public enum Start: Sendable, Hashable {
        /// With the oldest record there is.
        case beginning
        /// With the newest records of all services together, so many of them.
        case tail(Int)
        /// With the first record at or after a time, nanoseconds since 1970.
        case time(Int64)
        /// With what is written from now on.
        case end
    }

    /// How big a batch may get.
    public struct BatchLimits: Sendable, Hashable {
        /// How many records at most; 1 at least.
        public var records: Int
        /// Bytes after which a batch is closed. A batch has one record at least, however long.
        public var bytes: Int

        /// 1,000 records and 256 KiB, unless said otherwise.
        public init(records: Int = 1_000, bytes: Int = 256 << 10) {
            self.records = records
            self.bytes = bytes
        }
    }

    private let logs: [ServiceLog]
    private let start: Start
    private let follows: Bool
    private let batchLimits: BatchLimits

    /// - Parameters:
    ///   - logs: the services, in the order that decides between records of the same time.
    ///   - start: where to begin, going by what is there when the iteration begins.
    ///   - follows: whether to go on with what is written later.
    public init(
        _ logs: [ServiceLog],
        from start: Start,
        follows: Bool,
        batchLimits: BatchLimits = BatchLimits()
    ) {
        self.logs = logs
        self.start = start
        self.follows = follows
        self.batchLimits = batchLimits
    }

    /// Begins an iteration: what is there now decides where it starts.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(logs, start: start, follows: follows, batchLimits: batchLimits)
    }

    /// Yields the batches.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let logs: [ServiceLog]
        /// The logs when the iteration began.
        private let views: [LogView]
        private let start: Start
        private let batchLimits: BatchLimits
        /// nil when the iteration does not follow.
        private var wakeUps: AsyncStream<Void>.AsyncIterator?
        private var reader: MergeReader?
        private var isFinished = false

        fileprivate init(_ logs: [ServiceLog], start: Start, follows: Bool, batchLimits: BatchLimits) {
            self.logs = logs
            self.start = start
            self.batchLimits = batchLimits
            // Before anything is read, so that no line can come unnoticed in between.
            wakeUps = follows ? wakeUpStream(for: logs).makeAsyncIterator() : nil
            // Without the open files, lest a follower keeps a dropped segment on disk for as long as it lives.
            views = logs.map(\.publication.view.withoutFiles)
        }

        /// The next batch, never empty; waits for one while following.
        public mutating func next() async throws(LogStoreError) -> [MergedRecord]? {
            try await next(isolation: #isolation)
        }

        /// The next batch, never empty; waits for one while following.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(LogStoreError) -> [MergedRecord]? {
            guard !isFinished else { return nil }
            var reader = try takeReader()
            defer { self.reader = reader }
            while !Task.isCancelled {
                // Asked before reading: what is appended before a log closes must still be read.
                let areClosed = logs.allSatisfy { $0.publication.view.isClosed }
                let batch = try reader.nextBatch(batchLimits)
                if !batch.isEmpty { return batch }
                guard wakeUps != nil, !areClosed else { break }
                guard await wakeUps?.next(isolation: actor) != nil else { break }
            }
            isFinished = true
            return nil
        }

        /// Out of `self`, so that it is changed in place.
        private mutating func takeReader() throws(LogStoreError) -> MergeReader {
            if let reader = reader.take() { return reader }
            return try MergeReader(logs, views, start: start, isEndless: wakeUps != nil)
        }
    }
}

/// One stream of wake-ups for all the logs. Does not end by itself: closed logs wake it, and are noticed then.
func wakeUpStream(for logs: [ServiceLog]) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let listeners = logs.map { ($0.publication, $0.publication.add(continuation, endsWithLog: false)) }
    continuation.onTermination = { _ in
        for case (let publication, let id?) in listeners { publication.remove(id) }
    }
    return stream
}
