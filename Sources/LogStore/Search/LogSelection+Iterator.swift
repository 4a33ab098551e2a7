import LogAnalysis

extension LogSelection {
    /// The iterator over the batches of a selection.
    package struct AsyncIterator: AsyncIteratorProtocol {
        private let selection: LogSelection
        /// Each log as of the start, without file handles, so that dropped segments are really freed.
        private let views: [LogView]
        /// nil if the iteration does not follow.
        private var wakeUps: AsyncStream<Void>.AsyncIterator?
        private var stage = Stage.beginning
        private var totalBytes = 0
        private var scannedBytes = 0
        private var skipped = 0
        /// The maximum number of further hits; nil for no limit.
        private var remaining: Int?
        private var lastReportTime = ContinuousClock.now
        /// Whether a batch must be emitted even without records.
        private var isOverdue = false
        /// Whether the last batch reported that everything has been searched.
        private var hasReportedEnd = false

        /// The current phase of the iteration.
        private enum Stage {
            case beginning
            /// Merges records without searching.
            case merging(MergeReader)
            /// Searches from the ends for the newest hits.
            case searchingBackward(BackwardSearch)
            /// Searches for the oldest hits, whose context is read later.
            case collecting(ForwardSearch, [[Hit]])
            /// Emits the results of a backward search from an index on.
            case passingOn([SelectedRecord], Int)
            /// Searches existing records, and then new ones.
            case searching(ForwardSearch)
            case ended
        }

        init(_ selection: LogSelection) {
            self.selection = selection
            // Subscribe before reading, so that no line is missed.
            let until = selection.criteria.until
            wakeUps =
                selection.follows
                ? wakeUpStream(for: selection.logs, at: until == .max ? nil : until, selection.wallClock)
                    .makeAsyncIterator() : nil
            if selection.follows { for log in selection.logs { log.awaitWriter() } }
            views = selection.logs.map(\.publication.view.withoutFiles)
            if case .oldest(let count) = selection.extent { remaining = Swift.max(0, count) }
        }

        /// The next batch of records or progress. Waits for one while following.
        package mutating func next() async throws(LogStoreError) -> Batch? {
            try await next(isolation: #isolation)
        }

        /// The next batch of records or progress. Waits for one while following.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(LogStoreError) -> Batch? {
            while !Task.isCancelled {
                // Moved out of `self`, so that it is mutated in place. An error ends the iteration.
                let current = stage
                stage = .ended
                let records: [SelectedRecord]
                switch current {
                case .ended: return nil
                case .beginning:
                    stage = try begin()
                    continue
                case .merging(let reader): records = try await merge(reader, isolation: actor)
                case .searchingBackward(let search): records = try await searchBackward(search)
                case .collecting(let search, let hits): records = try await collect(search, hits)
                case .passingOn(let found, let start): records = passOn(found, from: start)
                case .searching(let search): records = try await searchOn(search, isolation: actor)
                }
                if !records.isEmpty || skipped > 0 || isOverdue || isProgressDue { return batch(records) }
            }
            stage = .ended
            return nil
        }
    }
}

// MARK: Stages

// Each function does one step of its stage, sets the next stage, and returns the records to emit. If it sets no stage, the
// iteration ends.
extension LogSelection.AsyncIterator {
    private mutating func begin() throws(LogStoreError) -> Stage {
        let (criteria, logs) = (selection.criteria, selection.logs)
        var ranges: [Range<UInt64>] = []
        var ends: [UInt64] = []
        for (index, view) in views.enumerated() {
            // A line counts at the time of its first part.
            var start = criteria.since == .min ? view.first : try logs[index].firstLineStart(at: criteria.since)
            var end = criteria.until == .max ? view.end : try logs[index].firstLineStart(at: criteria.until)
            if let place = criteria.from { start = max(start, try number(at: place, index)) }
            if let place = criteria.before { end = min(end, try number(at: place, index)) }
            ends.append(end)
            let first = min(max(start, view.first), view.end)
            ranges.append(first..<max(first, min(end, view.end)))
        }
        if criteria.isOnlyTime, selection.context == 0, wakeUps == nil || criteria.until == .max {
            var startsAtOldest = criteria.since == .min && criteria.from == nil
            if case .newest(let count) = selection.extent {
                startsAtOldest = startsAtOldest && ranges.reduce(0) { $0 + $1.count } < count
                let starts = try TailFinder(logs, views, ranges: ranges).starts(ofNewest: count)
                for index in ranges.indices { ranges[index] = starts[index]..<ranges[index].upperBound }
            }
            var reader = MergeReader(logs, ranges: ranges, isEndless: wakeUps != nil)
            if startsAtOldest { try reader.insertDroppedNotices(before: ends) }
            return .merging(reader)
        }
        let wave = ScanWave(criteria, logs, includesRecords: true)
        switch selection.extent {
        case .newest(let count):
            let search = BackwardSearch(
                wave,
                views,
                ranges: ranges,
                wanted: count,
                includesRecords: selection.context == 0,
                weightLimit: selection.weightLimit
            )
            totalBytes = search.remainingBytes
            return .searchingBackward(search)
        case .oldest where selection.context > 0:
            let search = ForwardSearch(wave, views, ranges: ranges, context: 0)
            totalBytes = search.remainingBytes
            return .collecting(search, Array(repeating: [], count: logs.count))
        case .all, .oldest:
            let search = ForwardSearch(wave, views, ranges: ranges, context: selection.context)
            totalBytes = search.remainingBytes
            return .searching(search)
        }
    }

    /// The number of the first line of a log after a place.
    private func number(at place: LogPlace, _ index: Int) throws(LogStoreError) -> UInt64 {
        let log = selection.logs[index]
        if let number = place.numbers[log.service] { return try log.lineStart(of: number) }
        let precedes = selection.logs.dropFirst(index + 1).contains { $0.service == place.service }
        return try log.firstLineStart(at: precedes ? min(place.timeNs, .max - 1) + 1 : place.timeNs)
    }

    private mutating func merge(
        _ reader: MergeReader,
        isolation actor: isolated (any Actor)?
    ) async throws(LogStoreError) -> [SelectedRecord] {
        var reader = reader
        // Checked before reading, so that lines appended before a log is closed are still read.
        let areClosed = areFinished
        if wakeUps != nil, let starts = try catchUpPositions(reader.positions) { reader.jump(to: starts) }
        var limits = selection.batchLimits
        if let remaining { limits.records = min(limits.records, remaining) }
        guard remaining != 0 else { return [] }
        let records = try reader.nextBatch(limits) { SelectedRecord($0) }
        if records.isEmpty {
            guard await hasMore(areClosed: areClosed, isolation: actor) else { return [] }
        }
        stage = .merging(reader)
        remaining? -= records.count
        return records
    }

    private mutating func searchBackward(_ search: BackwardSearch) async throws(LogStoreError) -> [SelectedRecord] {
        var search = search
        guard let outcome = search.outcome else {
            try await search.search()
            scannedBytes = search.scannedBytes
            stage = .searchingBackward(search)
            return []
        }
        let wave = ScanWave(selection.criteria, selection.logs, includesRecords: true)
        switch outcome {
        case .starts(let starts):
            let ranges = views.indices.map { starts[$0]..<views[$0].end }
            let search = ForwardSearch(wave, views, ranges: ranges, context: selection.context)
            totalBytes = scannedBytes + search.remainingBytes
            stage = .searching(search)
        case .hits(let hits) where selection.context == 0:
            let records = hits.compactMap { source, hit in
                hit.record.map { SelectedRecord(MergedRecord(service: selection.logs[source].service, record: $0)) }
            }
            stage = .passingOn(records, 0)
        case .hits(let hits):
            var known: [[Hit]] = Array(repeating: [], count: views.count)
            for (source, hit) in hits { known[source].append(hit) }
            stage = .searching(searchOfKnown(known))
        }
        return []
    }

    private mutating func collect(
        _ search: ForwardSearch,
        _ hits: [[Hit]]
    ) async throws(LogStoreError) -> [SelectedRecord] {
        var search = search
        var hits = hits
        var limits = selection.batchLimits
        limits.records = min(limits.records, remaining ?? .max)
        let records = remaining == 0 ? [] : try search.take(limits)
        for record in records {
            let source = selection.logs.firstIndex { $0.service == record.merged.service } ?? 0
            let found = record.merged.record
            hits[source].append(Hit(number: found.number, timeNs: found.timeNs, earlierParts: found.earlierParts))
        }
        remaining? -= records.count
        if remaining == 0 || records.isEmpty && search.isSearched {
            remaining = nil
            stage = .searching(searchOfKnown(hits))
            return []
        }
        if records.isEmpty { try await search.search() }
        scannedBytes = search.scannedBytes
        stage = .collecting(search, hits)
        return []
    }

    private mutating func passOn(_ found: [SelectedRecord], from start: Int) -> [SelectedRecord] {
        var end = start
        var bytes = 0
        while end < found.count, end - start < max(1, selection.batchLimits.records),
            end == start || bytes < selection.batchLimits.bytes
        {
            bytes += found[end].merged.record.bytes.count
            end += 1
        }
        if end < found.count {
            stage = .passingOn(found, end)
        } else {
            stage = .searching(searchOfKnown(Array(repeating: [], count: views.count)))
        }
        return Array(found[start..<end])
    }

    private mutating func searchOn(
        _ search: ForwardSearch,
        isolation actor: isolated (any Actor)?
    ) async throws(LogStoreError) -> [SelectedRecord] {
        var search = search
        guard remaining != 0 else { return [] }
        var limits = selection.batchLimits
        limits.records = max(1, min(limits.records, remaining ?? .max))
        let records = try search.take(limits)
        remaining? -= records.count
        if records.isEmpty, !search.isSearched {
            let before = search.scannedBytes
            try await search.search()
            scannedBytes = min(totalBytes, scannedBytes + search.scannedBytes - before)
        } else if records.isEmpty {
            let areClosed = areFinished
            let views = selection.logs.map(\.publication.view.withoutFiles)
            if wakeUps != nil, let starts = try catchUpPositions(search.positions) {
                search.extend(to: views)
                search.skip(to: starts)
            } else if wakeUps != nil, zip(views, search.positions).contains(where: { $0.end > $1 }) {
                search.extend(to: views)
            } else {
                // Report that all existing records have been searched.
                if totalBytes > 0, !hasReportedEnd {
                    scannedBytes = totalBytes
                    isOverdue = true
                    stage = .searching(search)
                    return []
                }
                guard await hasMore(areClosed: areClosed, isolation: actor) else { return [] }
            }
        }
        stage = .searching(search)
        return records
    }

    /// A search that emits known hits with their context, and then continues with new records.
    private func searchOfKnown(_ hits: [[Hit]]) -> ForwardSearch {
        ForwardSearch(
            ScanWave(selection.criteria, selection.logs, includesRecords: true),
            views,
            ranges: views.map { $0.end..<$0.end },
            context: selection.context,
            known: hits
        )
    }
}

// MARK: Progress and following

extension LogSelection.AsyncIterator {
    /// Whether progress is due, which is only reported while the search is running.
    private var isProgressDue: Bool {
        scannedBytes < totalBytes && ContinuousClock.now - lastReportTime > .milliseconds(100)
    }

    /// Whether no more matching records can arrive.
    private var areFinished: Bool {
        selection.criteria.until <= selection.wallClock() || selection.logs.allSatisfy { $0.publication.view.isClosed }
    }

    private mutating func batch(_ records: [SelectedRecord]) -> LogSelection.Batch {
        lastReportTime = .now
        isOverdue = false
        hasReportedEnd = scannedBytes == totalBytes
        defer { skipped = 0 }
        return LogSelection.Batch(
            records: records,
            skipped: skipped,
            scannedBytes: scannedBytes,
            totalBytes: totalBytes
        )
    }

    /// Waits for a change; false if there will be none.
    private mutating func hasMore(areClosed: Bool, isolation actor: isolated (any Actor)?) async -> Bool {
        guard wakeUps != nil, !areClosed else { return false }
        return await wakeUps?.next(isolation: actor) != nil
    }

    /// The record at which to continue in each log if the reader lags too far behind; nil if it does not.
    private mutating func catchUpPositions(_ positions: [UInt64]) throws(LogStoreError) -> [UInt64]? {
        guard let maximumLag = selection.maximumLag, zip(positions, views).allSatisfy({ $0 >= $1.end }) else {
            return nil
        }
        let now = selection.logs.map(\.publication.view.withoutFiles)
        let waiting = zip(now, positions).reduce(0) { $0 + ($1.0.end > $1.1 ? $1.0.end - $1.1 : 0) }
        guard waiting > UInt64(maximumLag) else { return nil }
        let starts = try TailFinder(selection.logs, now).starts(ofNewest: maximumLag)
        let result = zip(starts, positions).map { max($0, $1) }
        skipped += zip(result, positions).reduce(0) { $0 + Int($1.0 - $1.1) }
        return result
    }
}
