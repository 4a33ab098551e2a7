import Dispatch
import Foundations
import TestSupport
import Testing

@testable import LogStore

@Suite(.timeLimit(.minutes(1))) struct FollowTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Writes lines as a service would, in a thread of its own and in chunks cut anywhere; then closes the log.
    private func write(_ count: Int, to log: ServiceLog, seed: UInt64 = 1) {
        DispatchQueue.global().async {
            var random = SeededGenerator(seed: seed)
            let bytes = Array((0..<count).map { "\(log.service) \($0)\n" }.joined().utf8)
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 1...5_000, using: &random))
                log.append(Array(bytes[start..<end]), at: Int64(start))
                start = end
            }
            log.close()
        }
    }

    @Test func aFollowerSeesEveryLineOnceWhileAThreadWrites() async throws {
        let log = try ServiceLog.open(in: directory, limits: LogLimits(segmentBytes: 50_000))
        let merge = try LogSelection.unfiltered([log], follows: true)
        write(100_000, to: log)
        var seen = 0
        for try await batch in merge {
            #expect(batch.count <= 1_000)
            for entry in batch {
                #expect(entry.record.number == UInt64(seen))
                #expect(entry.record.text == "api \(seen)")
                seen += 1
            }
        }
        #expect(seen == 100_000)
    }

    @Test func severalWritersAreFollowedTogether() async throws {
        var logs: [ServiceLog] = []
        for name in ["a", "b", "c"] {
            logs.append(try LogStore(directory: directory.path).log(for: name))
        }
        let merge = try LogSelection.unfiltered(logs, follows: true)
        for (number, log) in logs.enumerated() { write(20_000, to: log, seed: UInt64(number)) }
        var next = ["a": 0, "b": 0, "c": 0]
        for try await batch in merge {
            for entry in batch {
                let number = try #require(next[entry.service])
                #expect(entry.record.text == "\(entry.service) \(number)")
                next[entry.service] = number + 1
            }
        }
        #expect(next == ["a": 20_000, "b": 20_000, "c": 20_000])
    }

    @Test func anotherProcessMayReadWhileALogIsWritten() async throws {
        let limits = LogLimits(bytesPerService: 400_000, segmentBytes: 20_000)
        let log = try ServiceLog.open(in: directory, limits: limits)
        let changes = log.changes()
        write(100_000, to: log)
        var opened = 0
        for await _ in changes {
            // As another process sees it: by the files alone.
            let other = try ServiceLog.open(in: directory, limits: limits)
            let records = try other.tail(500)
            #expect(records.dropLast().allSatisfy { $0.text == "api \($0.number)" })
            opened += 1
        }
        #expect(opened > 0)
        #expect(log.lineCount == 100_000)
        #expect(try log.all().map(\.text) == (log.firstLineNumber..<100_000).map { "api \($0)" })
    }

    @Test func changesWakeAReaderThatWaits() async throws {
        let log = try ServiceLog.open(in: directory)
        let changes = log.changes()
        write(1_000, to: log)
        var seen: UInt64 = 0
        for await _ in changes { seen = log.lineCount }
        #expect(seen == 1_000)
    }

    @Test func changesOfAClosedLogEndAtOnce() async throws {
        let log = try ServiceLog.open(in: directory)
        log.close()
        for await _ in log.changes() { Issue.record("nothing changes any more") }
        for try await _ in try LogSelection.unfiltered([log], follows: true) { Issue.record("there is nothing") }
    }

    @Test func followingFromTheEndShowsOnlyWhatIsNew() async throws {
        let log = try ServiceLog.open(in: directory)
        log.append("old\n")
        var iterator = try LogSelection.unfiltered([log], .newest(0), follows: true).makeAsyncIterator()
        log.append("new\n")
        #expect(try await iterator.next()?.map(\.record.text) == ["new"])
    }

    @Test func followingEndsWhenItsTaskIsCancelled() async throws {
        let log = try ServiceLog.open(in: directory)
        log.append("a line\n")
        let (started, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let follower = Task {
            var count = 0
            for try await batch in try LogSelection.unfiltered([log], follows: true) {
                count += batch.count
                signal.yield()
            }
            return count
        }
        for await _ in started { break }
        follower.cancel()
        #expect(try await follower.value == 1)
    }

    @Test func aFollowerThatIsGoneIsForgotten() async throws {
        let log = try ServiceLog.open(in: directory)
        log.append("a\n")
        for try await _ in try LogSelection.unfiltered([log], follows: true) { break }
        do {
            var iterator = log.changes().makeAsyncIterator()
            log.append("b\n")
            await iterator.next()
        }
        #expect(!log.publication.wakeUps.hasListeners)
    }

    @Test func aFollowerThatFallsBehindTheCapGoesOnWithWhatIsLeft() async throws {
        let log = try ServiceLog.open(in: directory, limits: LogLimits(bytesPerService: 4_000, segmentBytes: 1_000))
        var iterator = try LogSelection.unfiltered([log], follows: true).makeAsyncIterator()
        log.append("line 0\n")
        #expect(try await iterator.next()?.count == 1)
        for number in 1..<2_000 { log.append("line \(number)\n") }
        log.close()
        var numbers: [UInt64] = []
        while let batch = try await iterator.next() { numbers += batch.map(\.record.number) }
        // The first stands for those that are gone.
        #expect(numbers == Array(log.firstLineNumber - 1..<2_000))
    }
}
