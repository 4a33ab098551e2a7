import TestSupport
import Testing

@testable import LogStore

@Suite struct MergeTests {
    private let directory: TemporaryDirectory
    private let store: LogStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try LogStore(directory: directory.path, limits: LogLimits(segmentBytes: 2_000))
    }

    private func collect(
        _ names: [String],
        _ extent: LogSelection.Extent = .all,
        since: Int64? = nil,
        batchLimits: LogSelection.BatchLimits = LogSelection.BatchLimits()
    ) async throws -> [[MergedRecord]] {
        var batches: [[MergedRecord]] = []
        let logs = try names.map { try store.log(for: $0) }
        for try await batch in try LogSelection.unfiltered(logs, extent, since: since, batchLimits: batchLimits) {
            batches.append(batch)
        }
        return batches
    }

    private func texts(
        _ names: [String],
        _ extent: LogSelection.Extent = .all,
        since: Int64? = nil
    ) async throws -> [String] {
        try await collect(names, extent, since: since).joined().map { $0.service + $0.record.text }
    }

    @Test func recordsComeInTheOrderOfTime() async throws {
        let (a, b) = try (store.log(for: "a"), store.log(for: "b"))
        a.append("1\n", at: 1)
        b.append("2\n", at: 2)
        b.append("3\n", at: 3)
        a.append("4\n", at: 4)
        #expect(try await texts(["b", "a"]) == ["a1", "b2", "b3", "a4"])
    }

    @Test func recordsOfTheSameTimeComeInTheOrderOfTheServices() async throws {
        for name in ["a", "b"] { try store.log(for: name).append("1\n2\n", at: 7) }
        #expect(try await texts(["b", "a"]) == ["b1", "b2", "a1", "a2"])
    }

    @Test func anEmptyLogAndNoLogAreNoTrouble() async throws {
        #expect(try await texts(["a"]).isEmpty)
        #expect(try await texts([], .newest(5)).isEmpty)
    }

    @Test func randomLogsMergeLikeASort() async throws {
        var random = SeededGenerator(seed: 42)
        let names = ["a", "b", "c", "d"]
        var expected: [(time: Int64, service: Int, number: Int)] = []
        for (index, name) in names.enumerated() {
            let log = try store.log(for: name)
            var time: Int64 = 0
            var number = 0
            for _ in 0..<400 {
                time += Int64.random(in: 0...5, using: &random)
                let count = Int.random(in: 1...4, using: &random)
                log.append((0..<count).map { "\(number + $0)\n" }.joined(), at: time)
                for _ in 0..<count {
                    expected.append((time, index, number))
                    number += 1
                }
            }
        }
        expected.sort { ($0.time, $0.service, $0.number) < ($1.time, $1.service, $1.number) }
        let sorted = expected.map { "\(names[$0.service])\($0.number)" }
        #expect(try await texts(names) == sorted)
        for count in [0, 1, 2, 17, 500, 2_000, 100_000] {
            #expect(try await texts(names, .newest(count)) == sorted.suffix(count))
        }
        for time in [0, 1, 333, 900, 10_000] {
            let start = expected.firstIndex { $0.time >= time } ?? expected.count
            #expect(try await texts(names, since: Int64(time)) == Array(sorted[start...]))
        }
    }

    @Test func batchesKeepTheirLimits() async throws {
        let log = try store.log(for: "a")
        for number in 0..<95 { log.append("line number \(number)\n") }
        let byCount = try await collect(["a"], batchLimits: LogSelection.BatchLimits(records: 10))
        #expect(byCount.map(\.count) == Array(repeating: 10, count: 9) + [5])
        let bySize = try await collect(["a"], batchLimits: LogSelection.BatchLimits(bytes: 100))
        #expect(bySize.allSatisfy { batch in batch.dropLast().reduce(0) { $0 + $1.record.bytes.count } < 100 })
        #expect(bySize.joined().count == 95)
        let tiny = try await collect(["a"], batchLimits: LogSelection.BatchLimits(records: 0, bytes: 0))
        #expect(tiny.count == 95)
    }

    @Test func withoutFollowingOnlyWhatWasThereIsRead() async throws {
        let log = try store.log(for: "a")
        log.append("before\n")
        var iterator = try LogSelection.unfiltered([log], follows: false).makeAsyncIterator()
        log.append("after\n")
        #expect(try await iterator.next()?.map(\.record.text) == ["before"])
        #expect(try await iterator.next() == nil)
    }
}
