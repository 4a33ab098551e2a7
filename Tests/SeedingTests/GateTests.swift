import Testing

@testable import Seeding

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
