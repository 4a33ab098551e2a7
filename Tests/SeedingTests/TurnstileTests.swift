import Testing

@testable import Seeding

@Suite struct TurnstileTests {
    @Test func oneThatIsCancelledWhileItWaitsLeavesTheQueue() async throws {
        let turnstile = Turnstile()
        let (inside, enter) = AsyncStream.makeStream(of: Void.self)
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await turnstile.pass {
                enter.yield()
                for await _ in held {}
            }
        }
        for await _ in inside { break }
        let second = Task { try await turnstile.pass { Issue.record("it came in") } }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        release.finish()
        try await first.value
        #expect(try await turnstile.pass { 7 } == 7)
    }
}

@Suite struct GateTests {
    @Test func whoWaitsPassesOnceItOpens() async throws {
        let gate = Gate()
        let waiter = Task { try await gate.pass() }
        gate.open()
        try await waiter.value
        gate.close()
        try await gate.pass()
    }

    @Test func whoWaitsIsTurnedAwayWhenItIsClosed() async throws {
        let gate = Gate()
        let waiter = Task { try await gate.pass() }
        gate.close()
        await #expect(throws: Gate.Closed.self) { try await waiter.value }
        await #expect(throws: Gate.Closed.self) { try await gate.pass() }
    }

    @Test func whoWaitsCanBeCancelled() async throws {
        let gate = Gate()
        let waiter = Task { try await gate.pass() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
    }
}
