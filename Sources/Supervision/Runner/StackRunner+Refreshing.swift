import ComposeModel
import Foundations
import OrderedCollections
import Runtime

extension StackRunner {
    /// Applies changed files to a running service: rebuilds and replaces it; or copies files, then restarts it or runs
    /// commands in it. Returns what was done, for the user. Throws `refreshFailed`.
    func refresh(_ refresh: ServiceRefresh, for stack: Supervisor) async throws(SupervisorError) -> [String] {
        let name = refresh.service
        guard let entry = await stack.read({ $0.services[name] }), let kind = entry.placement.presentKind,
            let runtime = runtime(kind), entry.canRefresh(refresh, kind)
        else { return ["\(name) does not run: \(refresh.files) changed, nothing done"] }
        if let provider = entry.provider {
            return ["\(name) is provided by \(provider): \(refresh.files) changed, nothing done"]
        }
        let launch = await stack.read { $0.launch(name, entry.machine.generation) }
        let ended = entry.mayRunAgain
        if refresh.rebuilds {
            await stack.announce("files changed, rebuilding", about: name)
            do throws(RuntimeError) { try await runtime.rebuild(launch) { _ in } } catch {
                throw await failure(name, "\(name) is unchanged: \(error.message)", error.remedy, for: stack)
            }
            let next = ended ? "running it again" : "restarting it"
            let line = "rebuilt \(name) after \(refresh.files) changed; \(next)"
            return [line] + (await stack.step { $0.restartFollowed(name) })
        }
        if ended {
            let line = "running \(name) again after \(refresh.files) changed"
            return [line] + (await stack.step { $0.restartFollowed(name) })
        }
        var lines: [String] = []
        if !refresh.copies.isEmpty { lines.append(try await copy(refresh, entry.instance, runtime, for: stack)) }
        if refresh.restarts {
            lines.append("restarting \(name) after \(refresh.files) changed")
            return lines + (await stack.step { $0.restartFollowed(name) })
        }
        for hook in refresh.hooks {
            let words = hook.command.joined(separator: " ")
            if let problem = await run(hook, in: launch, runtime, for: stack) {
                let remedy = problem.isFault ? "fix the rule's exec" : "cpadev logs \(name)"
                throw await failure(name, "'\(words)' in \(name) \(problem.words)", remedy, for: stack)
            }
            lines.append("ran '\(words)' in \(name)")
        }
        return lines
    }

    private func failure(
        _ name: String,
        _ message: String,
        _ remedy: String?,
        for stack: Supervisor
    ) async -> SupervisorError {
        await stack.step { $0.publish(.notice(StackChange.Notice(.error, service: name, message))) }
        return SupervisorError(.refreshFailed, message, remedy: remedy)
    }

    private func copy(
        _ refresh: ServiceRefresh,
        _ instance: InstanceID,
        _ runtime: any ServiceRuntime,
        for stack: Supervisor
    ) async throws(SupervisorError) -> String {
        let name = refresh.service
        do throws(RuntimeError) {
            switch try await runtime.copy(refresh.copies, into: instance) {
            case .copied:
                let files = refresh.copies.count.counted("file")
                return "synced \(files) to \(name):\(refresh.targets.joined(separator: ", "))"
            case .sharesHostFiles:
                return "\(name) runs on the checkout itself: \(refresh.files) changed, nothing to copy"
            }
        } catch {
            throw await failure(name, "cannot copy files into \(name): \(error.message)", error.remedy, for: stack)
        }
    }
}

extension StackMachine {
    /// Restarts a service, and those that follow it (`depends_on: {restart: true}`).
    /// - Returns: a line for each follower.
    mutating func restartFollowed(_ name: String) -> [String] {
        let followers = followers(of: [name])
        restartInOrder([name] + followers, because: "files changed")
        return followers.map { "restarting \($0), which follows \(name)" }
    }
}

extension ServiceEntry {
    /// Whether changed files can be applied: it runs, or it has ended and can run again. Files are not copied into a
    /// container that has ended.
    fileprivate func canRefresh(_ refresh: ServiceRefresh, _ kind: RuntimeKind) -> Bool {
        guard isAtRest else { return true }
        guard mayRunAgain, refresh.restarts || refresh.rebuilds else { return false }
        return kind == .native || refresh.copies.isEmpty
    }
}

extension ServiceRefresh {
    fileprivate var files: String { fileCount == 1 ? "1 file" : "\(fileCount) files" }
}
