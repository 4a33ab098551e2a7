package import LogAnalysis

/// The records of several services that meet a filter, merged by time, oldest first; then, if wanted, those that are
/// written from now on.
///
/// Nothing is kept in an index of words: the bytes of the logs are searched, on several processors at once and only where
/// the times asked for are. Hits come as soon as it is certain that none comes before them; where there are none to pass
/// on, a batch without records tells about every 100 ms how far the search is. The reader sets the pace, no writer waits,
/// and memory depends neither on the logs' size nor on how much is found, except for ``Extent/oldest(_:)`` with context,
/// which remembers the places of its hits.
///
/// What is searched is a record at a time. A line so long that it is several records (``LogRecord/isContinued``) is not put
/// together: a text that reaches over its parts is not found, and each part is a hit, or none, by itself.
///
/// What was there when the iteration began is in the order of time, records of the same time in the order in which the
/// services were given. While following, a batch is in order, and so is each service; between services, a record may come
/// after a slightly younger one that was written down before it. Where a reader falls so far behind that the oldest
/// segments are dropped, it continues with what is left, behind a record of the stream `system` that says how many are gone.
///
/// Throws ``LogStoreError``: `io`, where a file cannot be read; `damaged`. Ends after what there is, or, while following, when every
/// log is closed or the filter's last moment has passed; and, at once, when the task is cancelled.
package struct LogSelection: AsyncSequence, Sendable {
    /// How many of the records that meet the filter, counted over all services.
    package enum Extent: Sendable, Hashable {
        case all
        /// The last ones there are when the iteration begins. The logs are searched from their ends until they are found.
        case newest(Int)
        /// The first ones; then it ends, even if it should follow.
        case oldest(Int)
    }

    let logs: [ServiceLog]
    let criteria: LineCriteria
    let extent: Extent
    let context: Int
    let follows: Bool
    let maximumLag: Int?
    let batchLimits: BatchLimits
    /// Nanoseconds since 1970; for tests.
    var wallClock: @Sendable () -> Int64 = { SystemTime.now }
    /// Memory for hits that are found from the end; for tests.
    var weightLimit = 8 << 20

    /// - Parameters:
    ///   - logs: the services, in the order that decides between records of the same time.
    ///   - filter: what the records must meet.
    ///   - extent: how many of them.
    ///   - context: so many records before and after each come along, of the same service, whatever they are.
    ///   - follows: whether to go on with what is written later.
    ///   - maximumLag: where a reader that follows has more than so many records before it, it goes on with the newest of
    ///     them, and is told how many it missed; nil: it gets every one. Counts records, whether they meet the filter or not.
    /// - Throws: where a part of the filter cannot be understood.
    package init(
        _ logs: [ServiceLog],
        filter: LogFilter,
        extent: Extent = .all,
        context: Int = 0,
        follows: Bool = false,
        maximumLag: Int? = nil,
        batchLimits: BatchLimits = BatchLimits()
    ) throws(FilterError) {
        self.logs = logs
        criteria = try LineCriteria(filter)
        self.extent = extent
        self.context = Swift.max(0, context)
        if case .oldest = extent { self.follows = false } else { self.follows = follows }
        self.maximumLag = maximumLag.map { Swift.max(1, $0) }
        self.batchLimits = batchLimits
    }

    /// Begins an iteration: what is there now is what is searched first.
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}
