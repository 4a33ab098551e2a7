import LogAnalysis
import SystemPackage

@testable import LogStore

extension ServiceLog {
    /// A log with small limits in a directory that is there.
    static func open(
        in directory: TemporaryDirectory,
        service: String = "api",
        limits: LogLimits = LogLimits(),
        hooks: LogStoreHooks = LogStoreHooks()
    ) throws -> ServiceLog {
        try ServiceLog(service: service, directory: directory.path, limits: limits, hooks: hooks)
    }

    func append(_ text: String, stream: LogStream = .stdout, at timeNs: Int64 = 1) {
        append(Array(text.utf8), stream: stream, at: timeNs)
    }

    func append(_ bytes: [UInt8], stream: LogStream = .stdout, at timeNs: Int64 = 1) {
        bytes.withUnsafeBytes { append($0, stream: stream, at: timeNs) }
    }

    /// Every record, read in several steps.
    func all(step: Int = 1000, joining: LineJoining = .off) throws -> [LogRecord] {
        var records: [LogRecord] = []
        while true {
            let batch = try read(from: records.last.map { $0.number + 1 } ?? 0, limit: step, joining: joining)
            if batch.isEmpty { return records }
            records += batch
        }
    }

    func texts() throws -> [String] { try all().map(\.text) }
}

extension Sequence<LogRecord> {
    /// What a stream's records were before they were cut into lines.
    func bytes(of stream: LogStream) -> [UInt8] {
        var result: [UInt8] = []
        for record in self where record.stream == stream {
            result += record.bytes
            if record.isTerminated { result.append(UInt8(ascii: "\n")) }
        }
        return result
    }
}

extension LogSelection {
    /// Records as they are merged, with nothing searched for.
    static func unfiltered(
        _ logs: [ServiceLog],
        _ extent: Extent = .all,
        since: Int64? = nil,
        follows: Bool = false,
        batchLimits: BatchLimits = BatchLimits()
    ) throws -> AsyncMapSequence<LogSelection, [MergedRecord]> {
        try LogSelection(
            logs,
            filter: LogFilter(since: since),
            extent: extent,
            follows: follows,
            batchLimits: batchLimits
        ).map { $0.records.map(\.merged) }
    }
}
