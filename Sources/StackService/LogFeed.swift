import ComposeModel
package import ControlAPI
package import LogAnalysis
package import LogStore
import OrderedCollections
import Supervision

/// A reader's position in the logs. It is pull-based, so the reader sets the pace.
package actor LogFeed {
    private var iterator: LogSelection.AsyncIterator
    private let masker: @Sendable () async -> SecretMasker?

    /// - Parameter masker: called before each batch, since the project may have been reloaded; nil: nothing is masked.
    package init(_ selection: LogSelection, masker: @escaping @Sendable () async -> SecretMasker?) {
        iterator = selection.makeAsyncIterator()
        self.masker = masker
    }

    package func next() async throws -> PackedLogBatch? {
        var iterator = iterator
        defer { self.iterator = iterator }
        guard let batch = try await iterator.next(isolation: self) else { return nil }
        return PackedLogBatch(batch, masker: await masker())
    }
}

extension SupervisorControl {
    package func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        try await refuseUnknown(query.services)
        var wanted = query
        if query.follow, query.services.isEmpty {
            // Include services that have not logged anything yet.
            wanted.services = Set(logs.services).union(await supervisor.project.services.keys).sorted()
        }
        let feed = LogFeed(try LogSelection(wanted, of: logs)) { [self] in
            query.showsSecrets ? nil : await masker()
        }
        return AsyncThrowingStream { try await feed.next() }
    }

    package func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        try await refuseUnknown(query.services)
        let span = await recordHealth()
        return try await PatternFolding(logs: logs, masker: query.showsSecrets ? nil : await masker())
            .fold(query, newSince: newSinceGreen ? span : nil, lastGreen: span)
    }

    /// Throws for an unknown name, because the store would create its log. Services of earlier projects that have logs
    /// are known, too.
    private func refuseUnknown(_ names: [String]) async throws(ControlError) {
        guard !names.isEmpty else { return }
        let stored = Set(logs.services)
        do throws(SupervisorError) {
            try await supervisor.refuseUnknown(names.filter { !stored.contains($0) })
        } catch {
            throw ControlError(error)
        }
    }
}

extension LogSelection {
    /// Creates the selection for a query on known services. Throws ``ControlError`` if the filter is invalid or a log
    /// cannot be opened.
    package init(_ query: LogQuery, of store: LogStore) throws {
        let names = query.services.isEmpty ? store.services : query.services
        var extent = Extent.all
        if let head = query.head { extent = .oldest(head) }
        if let tail = query.tail { extent = .newest(tail) }
        let logs = try names.map { try store.log(for: $0) }
        do throws(FilterError) {
            try self.init(
                logs,
                filter: query.filter,
                extent: extent,
                context: query.context,
                follows: query.follow,
                maximumLag: query.maximumLag
            )
        } catch {
            throw ControlError(error)
        }
    }
}

extension PackedLogBatch {
    /// Packs the selected records.
    /// - Parameter masker: masks secrets; nil: lines are not masked.
    package init(_ batch: LogSelection.Batch, masker: SecretMasker?) {
        let size = batch.records.reduce(0) { $0 + $1.merged.record.bytes.count + 24 }
        var packer = LogPacker(capacity: size)
        for selected in batch.records {
            let record = selected.merged.record
            record.withText(maskedBy: masker) { _, text in
                packer.add(
                    service: selected.merged.service,
                    stream: record.stream,
                    timeNs: record.timeNs,
                    number: record.number,
                    earlierParts: record.earlierParts,
                    isContext: selected.isContext,
                    text: text
                )
            }
        }
        let progress =
            batch.totalBytes > 0
            ? LogBatch.Progress(scannedBytes: batch.scannedBytes, totalBytes: batch.totalBytes) : nil
        self = packer.finish(skipped: batch.skipped, progress: progress)
    }
}

extension LogRecord {
    /// Calls `body` with the bytes as written, and with secrets masked; the same bytes if nothing is to be masked.
    func withText(
        maskedBy masker: SecretMasker?,
        _ body: (_ written: UnsafeRawBufferPointer, _ masked: UnsafeRawBufferPointer) -> Void
    ) {
        // The ends that are not ends of a line. A process may also have exited in the middle of a line.
        let edges = SecretMasker.Edges(begins: isContinuation, ends: isContinued || !isTerminated)
        bytes.withUnsafeBytes { bytes in
            guard let masked = masker?.masked(bytes, edges: edges) else { return body(bytes, bytes) }
            masked.withUnsafeBytes { body(bytes, $0) }
        }
    }
}
