import LogAnalysis
import TestSupport

@testable import LogStore

/// What a selection should yield, found in the simplest way: every record of every log, one after the other.
struct SelectionOracle {
    var logs: [ServiceLog]
    var filter: LogFilter
    var context = 0

    private struct Place: Comparable {
        var timeNs: Int64
        var source: Int
        var number: UInt64

        static func < (left: Place, right: Place) -> Bool {
            (left.timeNs, left.source, left.number) < (right.timeNs, right.source, right.number)
        }
    }

    func records(_ extent: LogSelection.Extent = .all) throws -> [SelectedRecord] {
        let all = try logs.map { try $0.all(joining: .on) }
        var hits: [Place] = []
        for (source, records) in all.enumerated() {
            var conditions = try LineConditions(filter)
            for record in records where try meets(record, &conditions) {
                hits.append(Place(timeNs: record.timeNs, source: source, number: record.number))
            }
        }
        hits.sort()
        switch extent {
        case .all: break
        case .newest(let count): hits = hits.suffix(count)
        case .oldest(let count): hits = Array(hits.prefix(count))
        }
        var shown: [(place: Place, record: SelectedRecord)] = []
        for (source, records) in all.enumerated() {
            let known = Set(hits.filter { $0.source == source }.map(\.number))
            var near = Set<UInt64>()
            for record in records where known.contains(record.number) {
                let first = record.firstNumber
                near.formUnion(first - min(first, UInt64(context))...record.number + UInt64(context))
            }
            for record in records where !near.isDisjoint(with: record.firstNumber...record.number) {
                let merged = MergedRecord(service: logs[source].service, record: record)
                shown.append(
                    (
                        Place(timeNs: record.timeNs, source: source, number: record.number),
                        SelectedRecord(merged, isContext: !known.contains(record.number))
                    )
                )
            }
        }
        return shown.sorted { $0.place < $1.place }.map(\.record)
    }

    private func meets(_ record: LogRecord, _ conditions: inout LineConditions) throws -> Bool {
        let isAdmitted = record.bytes.withUnsafeBytes { conditions.admits($0, stream: record.stream) }
        if let pattern = filter.pattern {
            let scanner = try PatternMatcher(pattern).scanner()
            guard record.bytes.withUnsafeBytes(scanner.matches) != filter.isInverted else { return false }
        }
        return isAdmitted && (filter.streams.isEmpty || filter.streams.contains(record.stream))
            && (filter.since ?? .min) <= record.timeNs && record.timeNs < (filter.until ?? .max)
    }
}

extension LogSelection {
    /// Everything it yields.
    func all() async throws -> [SelectedRecord] {
        var records: [SelectedRecord] = []
        for try await batch in self { records += batch.records }
        return records
    }
}

/// Logs with lines of all kinds, cut anywhere, over several segments.
struct RandomLogs {
    let directory: TemporaryDirectory
    let store: LogStore
    private(set) var logs: [ServiceLog] = []
    private(set) var endTimeNs: Int64 = 0
    /// Those of every other seed: lines that pause are then written in parts.
    private var followers: [AsyncStream<Void>] = []

    init(seed: UInt64, services: Int = 3, lines: Int = 400, limits: LogLimits = LogLimits(segmentBytes: 3_000)) throws {
        directory = try TemporaryDirectory()
        store = try LogStore(directory: directory.path, limits: limits)
        for index in 0..<services {
            let log = try store.log(for: "s\(index)")
            logs.append(log)
            if seed.isMultiple(of: 2) { followers.append(log.changes()) }
            try fill(log, seed: seed &* 31 &+ UInt64(index), lines: index == 2 ? lines / 10 : lines)
        }
    }

    private static let words = [
        "error", "Error", "needle", "NEEDLE", "status=500", "request", "\u{212A}elvin", "ünï", "ok", "done", "",
    ]

    mutating private func fill(_ log: ServiceLog, seed: UInt64, lines: Int) throws {
        var random = SeededGenerator(seed: seed)
        var pending: [UInt8] = []
        var time: Int64 = 0
        func text() -> [UInt8] {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                bytes += Array((Self.words.randomElement(using: &random) ?? "").utf8)
                bytes.append([0x20, 0x00, 0xFF, 0x0D, 0xC3].randomElement(using: &random) ?? 0)
            }
            return bytes
        }
        for _ in 0..<lines {
            pending += text()
            if Int.random(in: 0..<10, using: &random) > 0 { pending.append(0x0A) }
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            time += Int64.random(in: 0...3, using: &random)
            let cut = Int.random(in: 0...pending.count, using: &random)
            let stream: LogStream = Int.random(in: 0..<4, using: &random) == 0 ? .stderr : .stdout
            log.append(Array(pending[..<cut]), stream: stream, at: time)
            pending.removeSubrange(..<cut)
            switch Int.random(in: 0..<12, using: &random) {
            case 0: log.finishPartialLines(at: time)
            case 1: log.flushPartialLine(of: stream, at: time)
            case 2: log.note("exited with error", at: time)
            default: break
            }
        }
        log.append(pending, at: time)
        log.finishPartialLines(at: time)
        endTimeNs = max(endTimeNs, time)
    }
}
