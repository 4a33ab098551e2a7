package import ComposeModel
import OrderedCollections
import Runtime
import ServiceGraph

extension Supervisor {
    /// Does with a running service, all its replicas, what changed files ask for: builds it anew and replaces it; or copies
    /// files, then restarts it or runs commands in it. Returns when that is done, where it restarts when that has begun.
    /// What was done is told to all as well. Throws ``SupervisorError``: `unknownService`, `refreshFailed`,
    /// `shuttingDown`.
    package func refresh(_ refresh: ServiceRefresh) async throws(SupervisorError) -> CommandOutcome {
        try refuseUnknown([refresh.service])
        try refuseWhileShuttingDown()
        let members = replicas(of: refresh.service)
        var lines: [String] = []
        for member in members {
            var own = refresh
            own.service = member
            let said = try await carryOut(own)
            for line in said { publish(.notice(StackChange.Notice(.info, service: member, line))) }
            lines += said
        }
        return CommandOutcome(services: members, changes: lines, sequence: lastSequence)
    }

    /// - Returns: what was done, in words.
    private func carryOut(_ refresh: ServiceRefresh) async throws(SupervisorError) -> [String] {
        let name = refresh.service
        guard let record = records[name], let runtime = runtime(of: name), record.isRefreshed(by: refresh, runtime.kind)
        else {
            return ["\(name) does not run: \(refresh.files) changed, nothing done"]
        }
        if let provider = record.provider {
            return ["\(name) is brought by \(provider): \(refresh.files) changed, nothing done"]
        }
        let ended = record.mayRunAgain
        if refresh.rebuilds {
            try await rebuild(name, runtime)
            let next = ended ? "running it again" : "restarting it"
            return ["rebuilt \(name) after \(refresh.files) changed; \(next)"] + restartFollowed(name)
        }
        if ended { return ["running \(name) again after \(refresh.files) changed"] + restartFollowed(name) }
        var lines: [String] = []
        if !refresh.copies.isEmpty { lines.append(try await copy(refresh, runtime)) }
        if refresh.restarts {
            lines.append("restarting \(name) after \(refresh.files) changed")
            lines += restartFollowed(name)
        } else {
            for hook in refresh.hooks { lines.append(try await run(hook, in: name, runtime)) }
        }
        return lines
    }

    private func failure(_ name: String, _ message: String, _ remedy: String?) -> SupervisorError {
        publish(.notice(StackChange.Notice(.error, service: name, message)))
        return SupervisorError(.refreshFailed, message, remedy: remedy)
    }

    private func rebuild(_ name: String, _ runtime: any ServiceRuntime) async throws(SupervisorError) {
        guard let record = records[name] else { return }
        publish(.notice(StackChange.Notice(.info, service: name, "files changed, rebuilding")))
        let launch = launch(name, record.machine.generation)
        do throws(RuntimeError) { try await runtime.rebuild(launch) { _ in } } catch {
            throw failure(name, "\(name) is unchanged: \(error.message)", error.remedy)
        }
    }

    private func copy(_ refresh: ServiceRefresh, _ runtime: any ServiceRuntime) async throws(SupervisorError) -> String
    {
        let name = refresh.service
        guard let instance = records[name]?.instance else { return "\(name) is gone" }
        do throws(RuntimeError) {
            switch try await runtime.copy(refresh.copies, into: instance) {
            case .copied:
                let count = refresh.copies.count == 1 ? "1 file" : "\(refresh.copies.count) files"
                return "synced \(count) to \(name):\(refresh.targets.joined(separator: ", "))"
            case .seesThem:
                return "\(name) runs on the checkout itself: \(refresh.files) changed, nothing to copy"
            }
        } catch {
            throw failure(name, "cannot copy files into \(name): \(error.message)", error.remedy)
        }
    }

    private func run(
        _ hook: LifecycleHook,
        in name: String,
        _ runtime: any ServiceRuntime
    ) async throws(SupervisorError) -> String {
        guard let record = records[name] else { return "\(name) is gone" }
        let words = hook.command.joined(separator: " ")
        let launch = launch(name, record.machine.generation)
        if let problem = await carryOut(hook, in: launch, runtime) {
            let remedy = problem.isFault ? "fix the rule's exec" : "cpadev logs \(name)"
            throw failure(name, "'\(words)' in \(name) \(problem.words)", remedy)
        }
        return "ran '\(words)' in \(name)"
    }

    /// Restarts it, and those that asked to follow it (`depends_on: {restart: true}`), whom it names.
    private func restartFollowed(_ name: String) -> [String] {
        let followers = followers(of: [name])
        restartInOrder([name] + followers, because: "files changed")
        return followers.map { "restarting \($0), which follows \(name)" }
    }
}

extension ServiceRecord {
    /// Whether something can be done with it for what changed: it runs, or it has ended and can run again on what is new.
    /// Into a container that has ended nothing is copied.
    fileprivate func isRefreshed(by refresh: ServiceRefresh, _ kind: RuntimeKind) -> Bool {
        guard isAtRest else { return true }
        guard mayRunAgain, refresh.restarts || refresh.rebuilds else { return false }
        return kind == .native || refresh.copies.isEmpty
    }
}

extension ServiceRefresh {
    fileprivate var files: String { fileCount == 1 ? "1 file" : "\(fileCount) files" }
}
