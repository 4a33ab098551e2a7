import Foundations
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct WakeUpsTests {
    @Test func severalSignalsMakeOneWakeUp() async {
        let wakeUps = WakeUps()
        let stream = wakeUps.stream()
        for _ in 0..<3 { wakeUps.signal() }
        wakeUps.close()
        var count = 0
        for await _ in stream { count += 1 }
        #expect(count == 1)
    }

    @Test func everyListenerIsWoken() async {
        let wakeUps = WakeUps()
        var first = wakeUps.stream().makeAsyncIterator()
        var second = wakeUps.stream().makeAsyncIterator()
        wakeUps.signal()
        #expect(await first.next() != nil)
        #expect(await second.next() != nil)
    }

    @Test func aStreamMadeAfterTheEndEndsAtOnce() async {
        let wakeUps = WakeUps()
        wakeUps.close()
        for await _ in wakeUps.stream() { Issue.record("it was woken") }
    }

    /// Cancelling runs the end of a stream under a lock of the task, which a wake-up of that task takes too.
    @Test func aTaskMayBeCancelledWhileItIsWoken() async throws {
        let wakeUps = WakeUps()
        let isOver = Atomic(false)
        let signalling = Promise<Void>()
        try DedicatedThread.start(named: "signals") {
            while !isOver.load(ordering: .relaxed) { wakeUps.signal() }
            signalling.fulfil(())
        }
        for _ in 0..<20_000 {
            let task = Task { for await _ in wakeUps.stream() {} }
            await Task.yield()
            task.cancel()
            await task.value
        }
        isOver.store(true, ordering: .relaxed)
        await signalling.value()
        #expect(!wakeUps.hasListeners)
    }
}
