import ComposeModel
import Foundations
import OrderedCollections
import Runtime

extension StackRunner {
    /// The longest time that a hook may take.
    private static let hookTimeout = Duration.seconds(300)

    /// Why a hook did not succeed.
    struct HookProblem: Error {
        /// Such as `ended with exit code 1`.
        var words: String
        /// Whether it could not be run at all.
        var isFault = false
    }

    /// Runs the `post_start` hooks of a new instance, one after the other. The instance counts as started afterwards.
    /// - Returns: why one failed; nil if none did, or if the start is no longer wanted.
    func runStartHooks(of launch: Launch, _ runtime: any ServiceRuntime, for stack: Supervisor) async -> String? {
        guard !launch.service.postStart.isEmpty else { return nil }
        return await tasks.result(as: .hooks(service: launch.instance.service)) {
            // From here on, a stop cancels the hooks.
            guard await stack.read({ $0.isStarting(launch.instance) }) else { return nil }
            for hook in launch.service.postStart {
                guard let problem = await self.run(hook, in: launch, runtime, for: stack) else { continue }
                return Task.isCancelled ? nil : "post_start '\(hook.command.joined(separator: " "))' \(problem.words)"
            }
            return nil
        }
    }

    /// Runs the `pre_stop` hooks of an instance that is about to be stopped. They take part of the grace period, and a failed
    /// one does not keep the instance from ending.
    func runStopHooks(of launch: Launch, _ runtime: any ServiceRuntime, for stack: Supervisor) async {
        for hook in launch.service.preStop {
            guard let problem = await run(hook, in: launch, runtime, for: stack) else { continue }
            note(launch.service.name, "pre_stop '\(hook.command.joined(separator: " "))' \(problem.words)")
        }
    }

    /// Runs a command in an instance. Its output goes to the service's log.
    func run(
        _ hook: LifecycleHook,
        in launch: Launch,
        _ runtime: any ServiceRuntime,
        for stack: Supervisor
    ) async -> HookProblem? {
        var command = hook
        // A key without a value takes the caller's.
        let variables = await stack.read { $0.project.environment }
        for (key, value) in hook.environment where value == nil {
            command.environment.updateValue(variables[key], forKey: key)
        }
        let result = await runtime.execute(command, in: launch, timeout: Self.hookTimeout)
        for line in result.output.split(whereSeparator: \.isNewline) { note(launch.service.name, String(line)) }
        switch result.outcome {
        case .ended(.code(0)): return nil
        case .ended(let status): return HookProblem(words: "ended with \(status)")
        case .timedOut: return HookProblem(words: "did not end within 5 minutes")
        case .notStarted(let reason): return HookProblem(words: "cannot be run: \(reason)", isFault: true)
        }
    }

    // MARK: Steps before a start

    /// Runs the `pre_start` steps, one after the other, before an instance starts. None runs before an automatic restart,
    /// nor for an instance that is taken over. Steps that replicas share run once, and not while another replica runs.
    /// - Returns: why the instance must not start; nil if it may.
    func runSteps(before launch: Launch, _ runtime: any ServiceRuntime, for stack: Supervisor) async -> String? {
        let name = launch.instance.service
        guard !launch.service.preStart.isEmpty, await stack.read({ $0.services[name]?.machine.restarts == 0 }) else {
            return nil
        }
        return await tasks.result(as: .hooks(service: name)) {
            guard await stack.read({ $0.isStarting(launch.instance) }) else { return "it is no longer wanted" }
            guard await !runtime.isRunning(launch) else { return nil }
            let isShared = await stack.step { $0.joinSteps(launch.instance) }
            for (number, step) in launch.service.preStart.enumerated() {
                let failure: String?
                if step.runsPerReplica {
                    failure = await self.run(step, number, before: launch, runtime, for: stack)
                } else {
                    failure = isShared ? await self.runShared(step, number, before: launch, runtime, for: stack) : nil
                }
                if let failure { return failure }
            }
            return nil
        }
    }

    private func runShared(
        _ step: PreStartStep,
        _ number: Int,
        before launch: Launch,
        _ runtime: any ServiceRuntime,
        for stack: Supervisor
    ) async -> String? {
        let family = launch.service.family
        switch await stack.step({ $0.turn(at: number, of: family) }) {
        case .done(let result):
            return result.failure
        case .wait:
            await stack.wait { $0.stepResult(number, of: family) != nil }
            return await stack.read { $0.stepResult(number, of: family)?.failure }
        case .run:
            let failure = await run(step, number, before: launch, runtime, for: stack)
            await stack.step { $0.stepEnded(number, of: family, StackMachine.StepResult(failure: failure)) }
            return failure
        }
    }

    private func run(
        _ step: PreStartStep,
        _ number: Int,
        before launch: Launch,
        _ runtime: any ServiceRuntime,
        for stack: Supervisor
    ) async -> String? {
        let instance = launch.instance
        var words = (step.definition.command ?? []).joined(separator: " ")
        if words.isEmpty { words = step.definition.image ?? "step \(number + 1)" }
        note(instance.service, "pre_start '\(words)'")
        let own = await stack.read { $0.launch(step.definition, of: instance.service, instance.generation) }
        switch await runtime.runStep(own, number: number, before: launch).outcome {
        case .ended(.code(0)): return nil
        case .ended(let status): return "pre_start '\(words)' ended with \(status)"
        case .timedOut: return "pre_start '\(words)' did not end in time"
        case .notStarted(let reason): return "pre_start '\(words)' cannot be run: \(reason)"
        }
    }
}
