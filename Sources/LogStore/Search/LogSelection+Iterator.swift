extension LogSelection {
    /// Yields the batches.
    package struct AsyncIterator: AsyncIteratorProtocol {
        private let selection: LogSelection
        /// The logs when the iteration began, without their open files, lest they are kept on disk for as long as it lives.
        private let views: [LogView]
        /// nil when the iteration does not follow.
        private var wakeUps: AsyncStream<Void>.AsyncIterator?
        private var stage = Stage.beginning
        private var totalBytes = 0
        private var scannedBytes = 0
        private var skipped = 0
        /// How many hits may still come; nil: any number.
        private var remaining: Int?
        private var lastTold = ContinuousClock.now
        /// Whether there is something to tell without records.
        private var isOverdue = false
        /// Whether the reader has been told that everything has been searched.
        private var hasToldEnd = false

        /// What is done at the moment.
        private enum Stage {
            case beginning
            /// There is nothing to search for: records are only merged.
            case merging(MergeReader)
            /// Looks from the ends for the newest hits.
            case searchingBackward(BackwardSearch)
            /// Looks for the oldest hits, whose surroundings are read later.
            case collecting(ForwardSearch, [[Hit]])
            /// Passes on what was found from the end, from a place on.
            case passingOn([SelectedRecord], Int)
            /// Searches what is there, and then what comes.
            case searching(ForwardSearch)
            case ended
        }

        init(_ selection: LogSelection) {
            self.selection = selection
            // Before anything is read, so that no line can come unnoticed in between.
            let until = selection.criteria.until
            wakeUps =
                selection.follows
                ? wakeUpStream(for: selection.logs, at: until == .max ? nil : until, selection.wallClock)
                    .makeAsyncIterator() : nil
            views = selection.logs.map(\.publication.view.withoutFiles)
            if case .oldest(let count) = selection.extent { remaining = Swift.max(0, count) }
        }

        /// The next batch: records, or how far the search is. Waits for one while following.
        package mutating func next() async throws(LogStoreError) -> Batch? {
            try await next(isolation: #isolation)
        }

        /// The next batch: records, or how far the search is. Waits for one while following.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(LogStoreError) -> Batch? {
            while !Task.isCancelled {
                // Out of `self`, so that it is changed in place. An error ends the iteration.
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
                if !records.isEmpty || skipped > 0 || isOverdue || isTimeToTell { return batch(records) }
            }
            stage = .ended
            return nil
        }
    }
}

// MARK: Stages

// Each does a piece of what its stage is for, sets the stage that comes next, and returns the records that it has for the
// reader. A stage that is not set again has ended, and with it the iteration.
extension LogSelection.AsyncIterator {
    private mutating func begin() throws(LogStoreError) -> Stage {
        let (criteria, logs) = (selection.criteria, selection.logs)
        var ranges: [Range<UInt64>] = []
        for (log, view) in zip(logs, views) {
            let start = criteria.since == .min ? view.first : try log.firstLine(at: criteria.since)
            let end = criteria.until == .max ? view.end : try log.firstLine(at: criteria.until)
            let first = min(max(start, view.first), view.end)
            ranges.append(first..<max(first, min(end, view.end)))
        }
        if criteria.isOnlyTime, selection.context == 0, wakeUps == nil || criteria.until == .max {
            if case .newest(let count) = selection.extent {
                let starts = try TailFinder(logs, views, ranges: ranges).starts(ofNewest: count)
                for index in ranges.indices { ranges[index] = starts[index]..<ranges[index].upperBound }
            }
            var reader = MergeReader(logs, ranges: ranges, isEndless: wakeUps != nil)
            if selection.extent == .all, criteria.since == .min { try reader.beginWithCapNotices() }
            return .merging(reader)
        }
        let wave = ScanWave(criteria, logs, takesRecords: true)
        switch selection.extent {
        case .newest(let count):
            let search = BackwardSearch(
                wave,
                views,
                ranges: ranges,
                wanted: count,
                takesRecords: selection.context == 0,
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

    private mutating func merge(
        _ reader: MergeReader,
        isolation actor: isolated (any Actor)?
    ) async throws(LogStoreError) -> [SelectedRecord] {
        var reader = reader
        // Asked before reading: what is appended before a log closes must still be read.
        let areClosed = areOver
        if wakeUps != nil, let starts = try startsBehindLag(reader.positions) { reader.jump(to: starts) }
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
        let wave = ScanWave(selection.criteria, selection.logs, takesRecords: true)
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
            hits[source].append(Hit(number: record.merged.record.number, timeNs: record.merged.record.timeNs))
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
            let areClosed = areOver
            let views = selection.logs.map(\.publication.view.withoutFiles)
            if wakeUps != nil, let starts = try startsBehindLag(search.positions) {
                search.extend(to: views)
                search.skip(to: starts)
            } else if wakeUps != nil, zip(views, search.positions).contains(where: { $0.end > $1 }) {
                search.extend(to: views)
            } else {
                // The last word on what there was.
                if totalBytes > 0, !hasToldEnd {
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

    /// A search that has only to show what was found, with what is around it, and then goes on with what comes.
    private func searchOfKnown(_ hits: [[Hit]]) -> ForwardSearch {
        ForwardSearch(
            ScanWave(selection.criteria, selection.logs, takesRecords: true),
            views,
            ranges: views.map { $0.end..<$0.end },
            context: selection.context,
            known: hits
        )
    }
}

// MARK: Telling and following

extension LogSelection.AsyncIterator {
    /// While there is something to search.
    private var isTimeToTell: Bool {
        scannedBytes < totalBytes && ContinuousClock.now - lastTold > .milliseconds(100)
    }

    /// Whether nothing that is wanted can come any more.
    private var areOver: Bool {
        selection.criteria.until <= selection.wallClock() || selection.logs.allSatisfy { $0.publication.view.isClosed }
    }

    private mutating func batch(_ records: [SelectedRecord]) -> LogSelection.Batch {
        lastTold = .now
        isOverdue = false
        hasToldEnd = scannedBytes == totalBytes
        defer { skipped = 0 }
        return LogSelection.Batch(
            records: records,
            skipped: skipped,
            scannedBytes: scannedBytes,
            totalBytes: totalBytes
        )
    }

    /// Waits until something changes; false when nothing will.
    private mutating func hasMore(areClosed: Bool, isolation actor: isolated (any Actor)?) async -> Bool {
        guard wakeUps != nil, !areClosed else { return false }
        return await wakeUps?.next(isolation: actor) != nil
    }

    /// Where to go on for each log, if there is too much between what was read and what is there; nil if not.
    private mutating func startsBehindLag(_ positions: [UInt64]) throws(LogStoreError) -> [UInt64]? {
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
