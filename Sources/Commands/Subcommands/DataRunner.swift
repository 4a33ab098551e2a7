import ControlAPI
import ControlClient
import FoundationEssentials
import UnixSignals

/// Sends a command on the seed data, shows how far it is, and prints what became of it. Ctrl-C cancels it in the
/// supervisor; a second one does not wait for what becomes of it.
struct DataRunner {
    /// How long a command that was cancelled may take to break off before nobody waits for it any more.
    private static let cancelPatience = Duration.seconds(15)

    var client: ControlClient
    var json: Bool

    private enum End: Sendable {
        case outcome(DataOutcome?)
        case abandoned(UnixSignal)
    }

    /// Asks whether what a reset replaces may go, where it replaces anything and a person can be asked.
    /// - Throws: `CommandFailure` where the answer is no, and what measuring fails with.
    func confirm(_ request: ResetRequest) async throws {
        guard Confirmation.isPossible, Terminal.standardOutput.isTerminal else { return }
        var request = request
        request.dryRun = true
        var outcome: DataOutcome?
        for try await event in client.perform(.reset(request), operation: UUID().uuidString) {
            switch event {
            case .progress, .waiting: break
            case .finished(let result): outcome = result
            // What is in the way of measuring is in the way of a reset, which tells it; or it is no matter to that.
            case .failed: return
            }
        }
        guard let outcome else { return }
        let losses = LossWords(outcome)
        let unknown = outcome.parts.first { $0.store == "postgres" && $0.skipped != nil }?.skipped
        var lines: [String] = []
        if !losses.isEmpty { lines.append("A reset replaces \(losses.sentence).") }
        if let reason = outcome.notMeasured ?? unknown {
            lines.append("What else it replaces is unknown: \(reason).")
        }
        guard !lines.isEmpty else { return }
        lines.append(
            outcome.notKept.map { "The database is lost for good: \($0)." } ?? "To bring it back: cpadev reset --undo"
        )
        guard Confirmation.ask(lines.joined(separator: "\n") + "\nReset?") == true else {
            throw CommandFailure(.failed, "nothing was changed")
        }
    }

    func run(_ command: DataCommand) async throws {
        let operation = UUID().uuidString
        let end = try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask { .outcome(try await follow(command, operation)) }
            group.addTask { try await cancelOnSignal(operation) }
            defer { group.cancelAll() }
            return try await group.next() ?? .outcome(nil)
        }
        switch end {
        case .outcome(let outcome): try finish(command, outcome)
        case .abandoned:
            throw CommandFailure(
                .interrupted,
                "cancelled; the supervisor has not stopped the operation yet",
                hint: "for the outcome: cpadev seed status"
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

    /// Returns when nobody should wait any longer for a command that was cancelled.
    private func cancelOnSignal(_ operation: String) async throws -> End {
        var signals = await UnixSignalsSequence(trapping: .sigint, .sigterm).makeAsyncIterator()
        guard let signal = await signals.next() else { throw CancellationError() }
        Terminal.standardError.write("\ncancelling…\n")
        return try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                // Where it is over already, its end is on the way.
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

    private func finish(_ command: DataCommand, _ outcome: DataOutcome?) throws {
        guard let outcome else {
            throw ControlError(
                .connectionLost,
                "the supervisor ended before it was done",
                hint: "cpadev up finishes the operation, or says that it was given up"
            )
        }
        let output = Terminal.standardOutput
        let text = DataTables.render(outcome, stores: command.stores, snapshot: command.snapshot, output)
        output.write(json ? try JSONText.render(outcome) : text)
        // It was said already which, and why.
        if outcome.parts.contains(where: \.isFailed) { throw CommandFailure(.failed, "") }
    }
}

extension DataCommand {
    /// The name of the snapshot that it is about.
    fileprivate var snapshot: String? {
        switch self {
        case .saveSnapshot(let name), .restoreSnapshot(let name), .deleteSnapshot(let name): name
        case .seed, .reset, .undo: nil
        }
    }

    /// The stores that it is confined to; empty: all.
    fileprivate var stores: [String] {
        if case .reset(let request) = self { request.stores } else { [] }
    }
}
