import ControlAPI
import ControlClient

/// Sends a command on the seed data, shows how far it is, and prints what became of it.
struct DataRunner {
    var client: ControlClient
    var json: Bool

    func run(_ command: DataCommand) async throws {
        var progress = DataProgress()
        var outcome: DataOutcome?
        for try await event in client.perform(command) {
            switch event {
            case .progress(let operation): if !json { progress.show(operation) }
            case .finished(let result): outcome = result
            case .failed(let error):
                progress.finish()
                if let details = error.details { Terminal.standardError.write(details) }
                throw error
            }
        }
        progress.finish()
        guard let outcome else {
            throw ControlError(
                .connectionLost,
                "the supervisor ended before it was done",
                hint: "cpadev up finishes it"
            )
        }
        let output = Terminal.standardOutput
        output.write(json ? try JSONText.render(outcome) : DataTables.render(outcome, output))
        // It was said already which, and why.
        if outcome.parts.contains(where: \.isFailed) { throw CommandFailure(.failed, "") }
    }
}
