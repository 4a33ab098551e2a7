import Foundations
import StackHost
import Subset
import UnixSignals

/// Runs a pull with its progress on standard error. A signal ends it, and nothing is changed.
struct PullRunner {
    var session: PullSession
    var json: Bool

    func run(
        from source: PullSource,
        firms: [String],
        limit: Int?,
        rules: String?
    ) async throws -> PullOutcome {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let progress = PullProgressLine(terminal: json ? .none : .standardError)
        defer { progress.finish() }
        return try await TimeLimit.run { [session] in
            try await session.run(
                from: source,
                firms: firms,
                limit: limit,
                rules: rules,
                color: Terminal.standardError.hasColor
            ) { progress.show($0) }
        } alarm: {
            for await _ in signals { throw CommandFailure(.interrupted, "cancelled; nothing was changed") }
            throw CancellationError()
        }
    }
}
