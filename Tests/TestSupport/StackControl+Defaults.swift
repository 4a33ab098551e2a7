package import ControlAPI

/// What a fake stack need not have: seed data, patterns and a journal.
extension StackControl {
    /// Packs the lines of ``logs(_:)``.
    package func packedLogs(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        let reader = BatchReader(try await logs(query)) { PackedLogBatch($0) }
        return AsyncThrowingStream { try await reader.next() }
    }

    package func logPatterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        throw ControlError(.notFound, "this stack does not support log patterns")
    }

    package func journal() async throws -> [StackEvent] { [] }

    package func history(from startNs: Int64, to endNs: Int64) async throws -> [HistoryEntry] { [] }

    package func dataStatus() async throws -> DataStatus? { nil }

    package func perform(
        _ command: DataCommand,
        operation: String?
    ) -> AsyncThrowingStream<DataEvent, any Error> {
        AsyncThrowingStream { $0.finish(throwing: ControlError.noSeedData) }
    }

    package func cancelOperation(_ operation: String) async throws -> Bool { false }

    package func dataSnapshots() async throws -> [DataSnapshotInfo] { throw ControlError.noSeedData }
}
