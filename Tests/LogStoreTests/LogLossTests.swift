import LogAnalysis
import Synchronization
import SystemPackage
import Testing

@testable import LogStore

/// What is told while lines cannot be written.
@Suite struct LogLossTests {
    private let directory: TemporaryDirectory
    private let isFull = Flag()

    /// Whether the disk is full.
    private final class Flag: Sendable {
        let value = Mutex(false)
        func set(_ new: Bool) { value.withLock { $0 = new } }
    }

    init() throws { directory = try TemporaryDirectory() }

    private func store() throws -> LogStore {
        let isFull = isFull
        let hooks = LogStoreHooks(room: { wanted in isFull.value.withLock { $0 } ? 0 : wanted })
        return try LogStore(directory: directory.path, limits: LogLimits(), hooks: hooks)
    }

    @Test func aLossIsNewsWhileItLastsAndWhenItIsOver() async throws {
        let store = try store()
        let log = try store.log(for: "a")
        var news = store.lossChanges().makeAsyncIterator()
        log.append("kept\n")
        isFull.set(true)
        log.append("lost\n")
        #expect(await news.next() != nil)
        #expect(store.loss(of: "a") == LogLoss(lines: 1, cause: .noSpace))
        log.append("lost\nlost\n")
        #expect(await news.next() != nil)
        #expect(store.loss(of: "a") == LogLoss(lines: 3, cause: .noSpace))
        isFull.set(false)
        log.append("kept\n")
        #expect(await news.next() != nil)
        #expect(store.loss(of: "a") == LogLoss(lines: 3))
        #expect(store.loss(of: "b") == LogLoss())
        store.close()
        #expect(await news.next() == nil)
    }

    @Test func aLogThatFellSilentTellsItsLossWhenThereIsRoom() throws {
        let store = try store()
        let log = try store.log(for: "a")
        #expect(!store.retryRecordingLosses(at: 1))
        #expect(log.lineCount == 0)
        isFull.set(true)
        log.append("lost\n", at: 2)
        #expect(store.retryRecordingLosses(at: 3))
        isFull.set(false)
        #expect(!store.retryRecordingLosses(at: 4))
        #expect(try log.texts() == ["1 line (5 bytes) lost here: No space left on device"])
        #expect(!store.retryRecordingLosses(at: 5))
        #expect(log.lineCount == 1)
    }

    @Test func whoListensAfterTheEndHearsNothing() async throws {
        let store = try store()
        store.close()
        for await _ in store.lossChanges() { Issue.record("there is no news") }
    }
}
