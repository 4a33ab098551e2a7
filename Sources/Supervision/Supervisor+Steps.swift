import ComposeModel
import Runtime

extension Supervisor {
    /// A service's steps that its replicas share, each run once by the first that comes.
    struct StepRound {
        /// The instances that have come.
        var members: Set<InstanceID> = []
        /// By the number of the step: why it failed; nil where it did not.
        var tasks: [Int: Task<String?, Never>] = [:]
    }

    /// Runs what `pre_start` has before an instance starts, one after the other. None of it runs before an automatic
    /// restart, nor for an instance that is only taken over; what replicas share runs once, and not while one of them is up.
    ///
    /// - Returns: why the instance must not start; nil where it may.
    func runSteps(of name: String, _ launch: Launch, _ runtime: any ServiceRuntime) async -> String? {
        guard let record = records[name], !launch.service.preStart.isEmpty, record.machine.restarts == 0 else {
            return nil
        }
        let task = Task { () -> String? in
            guard await !runtime.isRunning(launch) else { return nil }
            let isShared = self.joinRound(launch.instance, launch.service.family)
            for (number, step) in launch.service.preStart.enumerated() {
                let reason: String?
                if step.runsPerReplica {
                    reason = await self.run(step, number, before: launch, runtime)
                } else {
                    reason = isShared ? await self.runShared(step, number, before: launch, runtime) : nil
                }
                if let reason { return reason }
            }
            return nil
        }
        record.tasks.startHooks = task
        return await task.value
    }

    /// Whether the steps that replicas share are this instance's business too: not where another replica is up already.
    private func joinRound(_ instance: InstanceID, _ family: String) -> Bool {
        let others = records.values.filter { $0.service.family == family && $0.instance != instance }
        let isUp = others.contains { record in
            switch record.machine.state {
            case .running, .paused, .unreachable: true
            case .stopped, .preparing, .waiting, .starting, .stopping, .backoff, .gaveUp, .failed, .skipped,
                .unavailable,
                .completed:
                false
            }
        }
        guard !isUp else { return false }
        let isUnderWay = others.contains { record in
            record.machine.state == .starting && stepRounds[family]?.members.contains(record.instance) == true
        }
        if !isUnderWay { stepRounds[family] = StepRound() }
        stepRounds[family]?.members.insert(instance)
        return true
    }

    private func runShared(
        _ step: PreStartStep,
        _ number: Int,
        before launch: Launch,
        _ runtime: any ServiceRuntime
    ) async -> String? {
        let family = launch.service.family
        if let task = stepRounds[family]?.tasks[number] { return await task.value }
        let task = Task { await self.run(step, number, before: launch, runtime) }
        stepRounds[family]?.tasks[number] = task
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func run(
        _ step: PreStartStep,
        _ number: Int,
        before launch: Launch,
        _ runtime: any ServiceRuntime
    ) async -> String? {
        let name = launch.instance.service
        var words = (step.definition.command ?? []).joined(separator: " ")
        if words.isEmpty { words = step.definition.image ?? "step \(number + 1)" }
        note(name, "pre_start '\(words)'")
        let own = self.launch(step.definition, of: name, launch.instance.generation)
        switch await runtime.runStep(own, number: number, before: launch).outcome {
        case .ended(.code(0)): return nil
        case .ended(let status): return "pre_start '\(words)' ended with \(status)"
        case .timedOut: return "pre_start '\(words)' did not end in time"
        case .notStarted(let reason): return "pre_start '\(words)' cannot be run: \(reason)"
        }
    }
}
