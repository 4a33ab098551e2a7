import ControlAPI
import ControlClient
import StackHost

/// The source of log lines: a supervisor, or the files of a stack that is down.
enum LogSource {
    case supervisor(ControlClient, StackSnapshot)
    case files(StoredLogs)

    var services: [String] {
        switch self {
        case .supervisor(_, let snapshot): snapshot.services.map(\.name)
        case .files(let files): files.services
        }
    }

    /// The demo firms; empty if unknown.
    var firms: [DataStatus.Firm] {
        switch self {
        case .supervisor(_, let snapshot): snapshot.data?.firms ?? []
        case .files: []
        }
    }

    func batches(_ query: LogQuery) async throws -> AsyncThrowingStream<PackedLogBatch, any Error> {
        switch self {
        case .supervisor(let client, _): try await client.packedLogs(query)
        case .files(let files): try files.batches(query)
        }
    }

    func patterns(_ query: LogQuery, newSinceGreen: Bool) async throws -> LogPatterns {
        switch self {
        case .supervisor(let client, _): try await client.logPatterns(query, newSinceGreen: newSinceGreen)
        case .files(let files): try await files.patterns(query, newSinceGreen: newSinceGreen)
        }
    }
}
