import ControlAPI
import ControlClient
import FoundationEssentials
import StackHost
import UnixSignals

/// Sends a seed data command, shows its progress and prints its outcome. Ctrl-C cancels the operation in the
/// supervisor; a second Ctrl-C does not wait for the outcome.
struct DataRunner {
    /// How long to wait for a cancelled operation to stop.
    private static let cancelPatience = Duration.seconds(15)

    var client: ControlClient
    var json: Bool

    private enum End: Sendable {
        case outcome(DataOutcome?)
        case abandoned(UnixSignal)
    }

    /// Asks for confirmation on a terminal if a reset replaces anything.
    /// - Throws: `CommandFailure` if the answer is no, and errors of the dry run.
    func confirm(_ request: ResetRequest) async throws {
        guard let outcome = try await dryRun(request) else { return }
        let losses = DriftSummary(outcome)
        let unknown = outcome.parts.first { $0.store == "postgres" && $0.skipped != nil }?.skipped
        var lines: [String] = []
        if !losses.isEmpty { lines.append("A reset replaces \(losses.sentence).") }
        if let reason = outcome.notMeasured ?? unknown {
            lines.append("What else it replaces is unknown: \(reason).")
        }
        guard !lines.isEmpty else { return }
        lines.append(
            outcome.notKept.map { "The database cannot be recovered: \($0)." } ?? "To undo it: cpadev reset --undo"
        )
        guard Confirmation.ask(lines.joined(separator: "\n") + "\nReset?") == true else {
            throw CommandFailure(.failed, "nothing was changed")
        }
    }

    /// Asks for confirmation on a terminal if a restore replaces a database that is too large to be kept for undo.
    /// - Throws: `CommandFailure` if the answer is no, and errors of the dry run.
    func confirmRestore() async throws {
        guard let reason = try await dryRun(ResetRequest())?.notKept else { return }
        let question = "A restore replaces the database, which cannot be recovered: \(reason).\nRestore?"
        guard Confirmation.ask(question) == true else { throw CommandFailure(.failed, "nothing was changed") }
    }

    /// Returns what a reset would replace; nil if nobody can be asked about it, or if it failed, since the command reports
    /// a cause that it also meets.
    private func dryRun(_ request: ResetRequest) async throws -> DataOutcome? {
        guard Confirmation.isPossible, Terminal.standardOutput.isTerminal else { return nil }
        var request = request
        request.dryRun = true
        var outcome: DataOutcome?
        for try await event in client.perform(.reset(request), operation: UUID().uuidString) {
            switch event {
            case .progress, .waiting: break
            case .finished(let result): outcome = result
            case .failed: return nil
            }
        }
        return outcome
    }

    func run(_ command: DataCommand) async throws {
        try show(try await outcome(of: command), of: command)
    }

    /// Runs a command.
    func outcome(of command: DataCommand) async throws -> DataOutcome {
        let operation = UUID().uuidString
        let end = try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask { .outcome(try await follow(command, operation)) }
            group.addTask { try await cancelOnSignal(operation) }
            defer { group.cancelAll() }
            return try await group.next() ?? .outcome(nil)
        }
        switch end {
        case .outcome(let outcome?): return outcome
        case .outcome(nil):
            throw ControlError(
                .connectionLost,
                "the supervisor exited before the operation was finished",
                hint: "cpadev up finishes the operation, or reports that it was given up"
            )
        case .abandoned:
            throw CommandFailure(
                .interrupted,
                "cancelled; the supervisor has not stopped the operation yet",
                hint: "to see the outcome: cpadev seed status"
            )
        }
    }

    private func follow(_ command: DataCommand, _ operation: String) async throws -> DataOutcome? {
        var progress = DataProgress()
        defer { progress.finish() }
        var outcome: DataOutcome?
        for try await event in client.perform(command, operation: operation) {
            switch event {
            case .progress(let operation): if !json { progress.show(operation) }
            case .waiting(let other): if !json { progress.showWaiting(for: other) }
            case .finished(let result): outcome = result
            case .failed(let error):
                progress.finish()
                if let details = error.details { Terminal.standardError.write(details) }
                throw error
            }
        }
        return outcome
    }

    /// Cancels the operation on a signal. Returns when it is time to stop waiting for it.
    private func cancelOnSignal(_ operation: String) async throws -> End {
        var signals = await UnixSignalsSequence(trapping: .sigint, .sigterm).makeAsyncIterator()
        guard let signal = await signals.next() else { throw CancellationError() }
        Terminal.standardError.write("\ncancelling…\n")
        return try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                // If the operation is already over, its outcome is on the way.
                _ = try? await client.cancelOperation(operation)
                try await Task.sleep(for: Self.cancelPatience)
                return .abandoned(signal)
            }
            group.addTask {
                for await again in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return .abandoned(again) }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .abandoned(signal)
        }
    }

    /// Prints the outcome of a command.
    func show(_ outcome: DataOutcome, of command: DataCommand) throws {
        let output = Terminal.standardOutput
        let text = DataTables.render(outcome, stores: command.stores, snapshot: command.snapshot, output)
        output.write(json ? try JSONText.render(outcome) : text)
        // The output already lists the failed parts with the reasons.
        if outcome.parts.contains(where: \.isFailed) { throw CommandFailure(.failed, "") }
    }
}

extension DataCommand {
    fileprivate var snapshot: String? {
        switch self {
        case .saveSnapshot(let name), .restoreSnapshot(let name), .deleteSnapshot(let name): name
        case .seed, .reset, .undo: nil
        }
    }

    /// The stores that the command is limited to; empty for all.
    fileprivate var stores: [String] {
        if case .reset(let request) = self { request.stores } else { [] }
    }
}
