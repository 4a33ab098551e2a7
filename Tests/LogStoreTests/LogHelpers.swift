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
    func all(step: Int = 1000) throws -> [LogRecord] {
        var records: [LogRecord] = []
        while true {
            let batch = try read(from: records.last.map { $0.number + 1 } ?? 0, limit: step)
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

/// Random numbers that are the same in every run (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
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
