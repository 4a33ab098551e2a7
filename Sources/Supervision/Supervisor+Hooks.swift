import ComposeModel
import OrderedCollections
import Runtime

extension Supervisor {
    /// How long a hook may take.
    private static let hookPatience = Duration.seconds(300)

    /// What went wrong with a hook.
    struct HookProblem: Error {
        /// Such as `ended with exit code 1`.
        var words: String
        /// It could not be run at all.
        var isFault = false
    }

    /// Runs what `post_start` has for a fresh instance, one after the other. Its start counts only once that is done.
    ///
    /// - Returns: why the start failed; nil where it did not, and where nobody waits for it any more.
    func runStartHooks(of name: String, _ launch: Launch, _ runtime: any ServiceRuntime) async -> String? {
        guard !launch.service.postStart.isEmpty else { return nil }
        let task = Task { () -> String? in
            for hook in launch.service.postStart {
                guard let problem = await self.carryOut(hook, in: launch, runtime) else { continue }
                return Task.isCancelled ? nil : "post_start '\(hook.command.joined(separator: " "))' \(problem.words)"
            }
            return nil
        }
        records[name]?.tasks.startHooks = task
        return await task.value
    }

    /// Runs what `pre_stop` has for an instance that is about to be told to end. It takes part of the grace period, and
    /// keeps nothing from ending.
    func runStopHooks(of launch: Launch, _ runtime: any ServiceRuntime) async {
        for hook in launch.service.preStop {
            guard let problem = await carryOut(hook, in: launch, runtime) else { continue }
            note(launch.service.name, "pre_stop '\(hook.command.joined(separator: " "))' \(problem.words)")
        }
    }

    /// Runs a command in an instance; its output goes to the service's log.
    func carryOut(_ hook: LifecycleHook, in launch: Launch, _ runtime: any ServiceRuntime) async -> HookProblem? {
        var command = hook
        // A key without a value is the caller's, where it has one.
        for (key, value) in hook.environment where value == nil {
            command.environment.updateValue(project.environment[key], forKey: key)
        }
        let result = await runtime.execute(command, in: launch, timeout: Self.hookPatience)
        for line in result.output.split(whereSeparator: \.isNewline) { note(launch.service.name, String(line)) }
        switch result.outcome {
        case .ended(.code(0)): return nil
        case .ended(let status): return HookProblem(words: "ended with \(status)")
        case .timedOut: return HookProblem(words: "did not end within 5 minutes")
        case .notStarted(let reason): return HookProblem(words: "cannot be run: \(reason)", isFault: true)
        }
    }
}
