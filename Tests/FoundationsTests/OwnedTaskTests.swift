import Foundations
import Testing

@Suite(.timeLimit(.minutes(1))) struct OwnedTaskTests {
    private static func untilCancelled() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
    }

    @Test func aTaskEndsWithItsOwner() async {
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
        var task: OwnedTask<Void>? = OwnedTask {
            await Self.untilCancelled()
            continuation.finish()
        }
        #expect(task != nil)
        task = nil
        for await _ in ends {}
    }

    @Test func aCancelledCallerLeavesTheTaskToTheOthers() async {
        let (gate, continuation) = AsyncStream.makeStream(of: Void.self)
        let shared = OwnedTask {
            for await _ in gate {}
            return !Task.isCancelled
        }
        let caller = Task { await shared.value }
        caller.cancel()
        continuation.finish()
        #expect(await shared.value)
        #expect(await caller.value)
    }

    @Test func uncancelledWorkEndsAndThrowsAsItDoes() async {
        struct Refusal: Error {}
        let caller = Task {
            await Self.untilCancelled()
            return await uncancelled { !Task.isCancelled }
        }
        caller.cancel()
        #expect(await caller.value)
        await #expect(throws: Refusal.self) { try await uncancelled { throw Refusal() } }
    }

    @Test func workThatIsWaitedForInVainGoesOn() async {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let (ends, continuation) = AsyncStream.makeStream(of: Bool.self)
        let isDone = await TimeLimit.wait(atMost: .zero) {
            for await _ in gate {}
            continuation.yield(Task.isCancelled)
        }
        #expect(!isDone)
        opening.finish()
        for await isCancelled in ends {
            #expect(!isCancelled)
            break
        }
        #expect(await TimeLimit.wait(atMost: .seconds(3600)) {})
    }

    @Test func pacedWakeUpsAreNoneTooFew() async {
        let wakeUps = WakeUps()
        let stream = wakeUps.stream()
        wakeUps.signal()
        var count = 0
        await stream.forEach(pausing: .milliseconds(1)) {
            count += 1
            // What happens during the work or the pause causes one more.
            if count < 3 { wakeUps.signal() } else { wakeUps.close() }
        }
        #expect(count == 3)
    }
}
