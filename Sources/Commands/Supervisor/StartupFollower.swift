import ControlAPI
import ControlClient
import Foundations
import StackHost

/// Follows a start until its outcome is known, and shows its progress.
struct StartupFollower {
    var client: ControlClient
    var goal: ReadinessWaiter.Goal
    var services: [String]
    /// False if the output is a screen or JSON.
    var showsProgress = true
    var showsStatusLine = true
    /// Whether notices about the whole stack are shown, such as requests of other clients.
    var showsNews = true

    struct Result {
        var verdict: ReadinessWaiter.Verdict
        var snapshot: StackSnapshot
        /// Whether the verdict was reached at the first look: nothing had to be started.
        var wasReachedAtOnce = false
        /// Whether a line was shown for each service that failed.
        var wasShown = false
    }

    /// Returns when the goal is reached or out of reach; throws on timeout or if the supervisor exits.
    /// - Parameter sequence: the sequence number of the first state that counts.
    func follow(from sequence: UInt64, timeout: Duration?) async throws -> Result {
        guard let timeout else { return try await watch(from: sequence) }
        return try await TimeLimit.run {
            try await watch(from: sequence)
        } alarm: {
            try await Task.sleep(for: timeout)
            throw try await timedOut(timeout)
        }
    }

    private func watch(from sequence: UInt64) async throws -> Result {
        let waiter = ReadinessWaiter(services: Set(services), goal: goal)
        var progress = StartupProgress(services: services, hasStatusLine: showsStatusLine, showsNews: showsNews)
        defer { progress.finish() }
        var snapshot: StackSnapshot?
        var looks = 0
        for try await update in client.updates(after: nil) {
            switch update {
            case .snapshot(let new): snapshot = new
            case .event(let event):
                if case .shuttingDown = event.payload {
                    throw CommandFailure(.unavailable, "the stack is being stopped by another command")
                }
                snapshot?.apply(event)
            case .metrics: break
            case .data(let status): snapshot?.data = status
            }
            guard let snapshot else { continue }
            if showsProgress { progress.show(update, snapshot) }
            guard snapshot.sequence >= sequence else { continue }
            let verdict = waiter.verdict(snapshot)
            looks += 1
            guard verdict != .pending else { continue }
            var result = Result(verdict: verdict, snapshot: snapshot, wasReachedAtOnce: looks == 1)
            // Progress covers only the requested services, but another service may block them.
            if case .hopeless(let names) = verdict {
                result.wasShown = showsProgress && names.allSatisfy(services.contains)
            }
            return result
        }
        throw CommandFailure(.unavailable, "the supervisor ended", hint: "see .cpadev/run/supervisor.log")
    }

    private func timedOut(_ timeout: Duration) async throws -> CommandFailure {
        let snapshot = try await client.snapshot()
        let late = snapshot.services.filter { services.contains($0.name) && !$0.isReady }
        let list = late.map { status in
            "\(status.name) \(status.statePhrase)"
                + ((status.reason ?? status.probe?.message).map { ": \($0)" } ?? "")
        }
        return CommandFailure(
            .timedOut,
            "not ready after \(timeout.components.seconds) s\n" + list.joined(separator: "\n"),
            hint: "cpadev logs \(late.first?.name ?? "SERVICE")"
        )
    }
}

extension StartupFollower.Result {
    /// Throws exit code 1 if the goal is out of reach, with the services and the newest lines of their logs.
    func check(_ client: ControlClient) async throws {
        guard case .hopeless(let names) = verdict else { return }
        let report = StartupFailure(names: names, snapshot: snapshot, wasShown: wasShown)
        var message = report.lines
        var hint: String?
        for name in report.logged {
            let newest = await report.newestLines(of: name, client)
            if !newest.isEmpty { hint = hint ?? "cpadev logs \(name)" }
            message += newest
        }
        throw CommandFailure(.failed, message.joined(separator: "\n"), hint: hint)
    }
}
