import Foundations
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct OwnedTasksTests {
    /// Returns once the calling task is cancelled.
    private static func untilCancelled() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
    }

    @Test func aLaterTaskOfAKeyCancelsTheEarlier() async {
        let tasks = OwnedTasks<String>()
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        tasks.run(as: "a") {
            await Self.untilCancelled()
            end.yield("earlier")
        }
        tasks.run(as: "a") {
            await Self.untilCancelled()
            end.yield("later")
        }
        var iterator = ends.makeAsyncIterator()
        #expect(await iterator.next() == "earlier")
        #expect(tasks.cancel("a"))
        #expect(await iterator.next() == "later")
    }

    @Test func endWaitsForEveryTask() async {
        let tasks = OwnedTasks<String>()
        let ended = Mutex(0)
        for key in [nil, "a", "b"] {
            tasks.run(as: key) {
                await Self.untilCancelled()
                ended.withLock { $0 += 1 }
            }
        }
        await tasks.end()
        #expect(ended.withLock { $0 } == 3)
    }

    @Test func aTaskStartsCancelledAfterAllWereCancelled() async {
        let tasks = OwnedTasks<String>()
        tasks.cancelAll()
        #expect(await tasks.result(as: "a") { Task.isCancelled })
    }

    @Test func theTasksEndWithTheirOwner() async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        do {
            let tasks = OwnedTasks<Never>()
            tasks.run {
                await Self.untilCancelled()
                end.finish()
            }
        }
        for await _ in ends {}
    }

    @Test func anUnknownKeyIsNotCancelled() {
        #expect(!OwnedTasks<String>().cancel("a"))
    }

    @Test func onlyFittingKeysAreCancelled() async {
        let tasks = OwnedTasks<Int>()
        for key in 1...3 { tasks.run(as: key) { await Self.untilCancelled() } }
        tasks.cancel { $0 < 3 }
        await tasks.waitForEnd { $0 < 3 }
        #expect(!tasks.cancel(1))
        #expect(tasks.cancel(3))
    }
}
