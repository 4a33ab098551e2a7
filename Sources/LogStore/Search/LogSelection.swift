import Foundations
package import LogAnalysis

/// The records of several services that match a filter, merged by time, oldest first; optionally followed by new records.
///
/// There is no word index: the bytes of the logs are searched, in parallel and only within the requested times. Hits are
/// emitted as soon as no earlier one can follow. Without hits, a batch without records reports progress about every 100 ms.
/// The reader sets the pace, writers never wait, and memory use depends neither on the size of the logs nor on the number of
/// hits, except for ``Extent/oldest(_:)`` with context, which stores the positions of its hits.
///
/// Each record is matched separately. The parts of a line that paused while a reader followed it are one record once all of
/// them are there; a follower gets each as it arrives. A part is decided by the line so far: all that follows a match is
/// selected too, and a line that matches only with a later part comes as a whole. An inverted pattern cannot take back
/// earlier parts. The records of a long line (``LogRecord/isContinued``) are not joined,
/// so a text that spans two of them is not found.
///
/// Records that exist when the iteration starts are ordered by time, and for equal times in the order of the given services.
/// While following, each batch and each service is in order, but a record may arrive after a slightly younger one of another
/// service that was written earlier. If a reader falls so far behind that the oldest segments are dropped, it continues with
/// the remaining records, after a `system` record with the number of missing ones.
///
/// Throws ``LogStoreError``: `io` if a file cannot be read; `damaged`. Ends after the existing records or, while following,
/// when every log is closed or the end of the filter's time range has passed; and at once when the task is cancelled.
package struct LogSelection: AsyncSequence, Sendable {
    /// How many matching records to return, across all services.
    package enum Extent: Sendable, Hashable {
        case all
        /// The newest existing ones. The logs are searched from their ends.
        case newest(Int)
        /// The oldest ones. The iteration then ends, even if it was asked to follow.
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
    var wallClock: @Sendable () -> Int64 = { WallClock.nowNs }
    /// The memory limit for hits of a backward search; for tests.
    var weightLimit = 8 << 20

    /// - Parameters:
    ///   - logs: the logs, in the order that applies to records of the same time.
    ///   - filter: the filter that records must match.
    ///   - extent: how many matching records to return.
    ///   - context: the number of records of the same service to include before and after each match.
    ///   - follows: whether to continue with new records.
    ///   - maximumLag: while following, the maximum number of unread records, matching or not. Beyond it, the reader skips to the
    ///     newest ones, and the batch has the number of skipped records. nil to never skip.
    /// - Throws: a syntax error in the filter.
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

    /// Starts an iteration over the records that exist now.
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}
