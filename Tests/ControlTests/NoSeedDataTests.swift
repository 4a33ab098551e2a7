import ControlAPI
import ControlClient
import Testing

/// Commands on seed data that a stack does not have.
@Suite(.timeLimit(.minutes(1))) struct NoSeedDataTests {
    @Test(arguments: [DataCommand.seed(SeedRequest()), .reset(ResetRequest()), .undo, .saveSnapshot(name: "a")])
    func anErrorBeforeTheFirstEventComesOverAsTheLastOne(command: DataCommand) async throws {
        try await ServedStack.with(FakeStack()) { _, client in
            for events in [client.perform(command), client.perform(command, operation: "x")] {
                var last: DataEvent?
                for try await event in events { last = event }
                #expect(last == .failed(.noSeedData))
            }
        }
    }
}
