import Foundations
import Testing

@Suite(.timeLimit(.minutes(1))) struct TimeLimitTests {
    private struct Late: Error {}

    private static func untilCancelled() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
    }

    @Test func theResultComesIfItIsInTime() async throws {
        #expect(try await TimeLimit.run(.seconds(3600), late: Late()) { 7 } == 7)
    }

    @Test func workIsCancelledOnceItsTimeIsUp() async {
        await #expect(throws: Late.self) {
            try await TimeLimit.run(.zero, late: Late()) { await Self.untilCancelled() }
        }
        await #expect(throws: Late.self) {
            try await TimeLimit.run(silence: .zero, late: Late()) { _ in await Self.untilCancelled() }
        }
    }

    @Test func theAlarmEndsTheWork() async {
        await #expect(throws: Late.self) {
            try await TimeLimit.run({ await Self.untilCancelled() }, alarm: { throw Late() })
        }
    }
}
