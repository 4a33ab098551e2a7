import ControlAPI
import ControlClient

/// Sends a command on the seed data, shows how far it is, and prints what became of it.
struct DataRunner {
    var client: ControlClient
    var json: Bool

    /// Asks whether what a reset loses may be lost, where it loses anything and a person can be asked.
    /// - Throws: `CommandFailure` where the answer is no, and what measuring fails with.
    func confirm(_ request: ResetRequest) async throws {
        guard Confirmation.isPossible, Terminal.standardOutput.isTerminal else { return }
        var request = request
        request.dryRun = true
        var outcome: DataOutcome?
        for try await event in client.perform(.reset(request)) {
            switch event {
            case .progress: break
            case .finished(let result): outcome = result
            // What is in the way of measuring is in the way of a reset, which tells it; or it is no matter to that.
            case .failed: return
            }
        }
        guard let outcome else { return }
        let losses = LossWords(outcome)
        let unknown = outcome.parts.first { $0.store == "postgres" && $0.skipped != nil }?.skipped
        var lines: [String] = []
        if !losses.isEmpty { lines.append("A reset loses \(losses.sentence).") }
        if let reason = outcome.notMeasured ?? unknown { lines.append("What else it loses is not known: \(reason).") }
        guard !lines.isEmpty else { return }
        guard Confirmation.ask(lines.joined(separator: "\n") + "\nReset?") == true else {
            throw CommandFailure(.failed, "nothing was changed")
        }
    }

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
                hint: "cpadev up finishes it where its rows were in place, and says so where it is given up"
            )
        }
        let output = Terminal.standardOutput
        output.write(json ? try JSONText.render(outcome) : DataTables.render(outcome, stores: command.stores, output))
        // It was said already which, and why.
        if outcome.parts.contains(where: \.isFailed) { throw CommandFailure(.failed, "") }
    }
}

extension DataCommand {
    /// The stores that it is confined to; empty: all.
    fileprivate var stores: [String] {
        if case .reset(let request) = self { request.stores } else { [] }
    }
}
