import Foundations
import Testing

@Suite(.timeLimit(.minutes(1))) struct AsyncSemaphoreTests {
    /// A caller that stays inside until it is released.
    private struct Occupant {
        let task: Task<Void, any Error>
        let release: AsyncStream<Void>.Continuation

        init(_ semaphore: AsyncSemaphore) async {
            let (inside, enter) = AsyncStream.makeStream(of: Void.self)
            let (held, release) = AsyncStream.makeStream(of: Void.self)
            self.release = release
            task = Task {
                try await semaphore.pass {
                    enter.yield()
                    for await _ in held {}
                }
            }
            for await _ in inside { break }
        }

        func leave() async throws {
            release.finish()
            try await task.value
        }
    }

    @Test func aCallerThatIsCancelledWhileItWaitsLeavesTheQueue() async throws {
        let semaphore = AsyncSemaphore()
        let first = await Occupant(semaphore)
        #expect(semaphore.isBusy)
        let second = Task { try await semaphore.pass { Issue.record("it came in") } }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        try await first.leave()
        #expect(try await semaphore.pass { 7 } == 7)
        #expect(!semaphore.isBusy)
    }

    @Test func thereIsRoomForAsManyAsItsWidth() async throws {
        let semaphore = AsyncSemaphore(width: 2)
        let first = await Occupant(semaphore)
        let second = await Occupant(semaphore)
        let third = Task { try await semaphore.pass {} }
        try await first.leave()
        try await third.value
        try await second.leave()
    }

    @Test func anErrorMakesRoomToo() async throws {
        let semaphore = AsyncSemaphore()
        await #expect(throws: CancellationError.self) {
            try await semaphore.pass { throw CancellationError() }
        }
        #expect(!semaphore.isBusy)
    }
}
