import Health

extension ServiceStateMachine {
    mutating func preparationFinished(_ result: Preparation) -> [Action] {
        guard state == .preparing else { return [] }
        switch result {
        case .available:
            state = .waiting(for: [])
            return [.evaluateDependencies]
        case .unavailable(let reason, let remedy):
            state = .unavailable(reason: reason, remedy: remedy)
            return []
        }
    }

    mutating func dependenciesChanged(_ verdict: DependencyVerdict) -> [Action] {
        switch state {
        case .waiting, .skipped:
            switch verdict {
            case .satisfied:
                state = .starting
                return [.spawn(generation: generation)]
            case .pending(let names):
                state = .waiting(for: names)
            case .impossible(let reason):
                state = .skipped(reason: reason)
            }
            return []
        case .stopped, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed,
            .unavailable, .completed:
            return []
        }
    }

    mutating func spawned(_ pid: Int32?, _ reportsHealth: Bool) -> [Action] {
        switch state {
        case .starting:
            return began(pid, reportsHealth)
        case .stopping(let next, .onceSpawned):
            self.pid = pid
            state = .stopping(then: next)
            return [.signal(generation: generation), .setTimer(generation: generation, .grace, policy.gracePeriod)]
        case .stopped, .preparing, .waiting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed,
            .skipped, .unavailable, .completed:
            return []
        }
    }

    /// Enters `running` with an instance whose health is not known yet.
    mutating func began(_ pid: Int32?, _ reportsHealth: Bool) -> [Action] {
        self.pid = pid
        self.reportsHealth = reportsHealth
        if policy.hasProbe {
            state = .running(.starting)
            return [.startProbing(generation: generation)]
        }
        if reportsHealth {
            state = .running(.starting)
            return []
        }
        if policy.tuning.settleAfter > .zero {
            state = .running(.starting)
            return [.setTimer(generation: generation, .settled, policy.tuning.settleAfter)]
        }
        return settled()
    }

    /// It has no probe, so it counts as ready because it still runs.
    mutating func settled() -> [Action] {
        state = .running(nil)
        return [.setTimer(generation: generation, .stable, policy.tuning.stableAfter)]
    }

    mutating func spawnFailed(_ reason: String, _ remedy: String?) -> [Action] {
        switch state {
        case .starting:
            state = .failed(reason: reason, remedy: remedy)
            return []
        case .stopping(let next, _):
            return ended(then: next)
        case .stopped, .preparing, .waiting, .running, .paused, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func startHookFailed(_ pid: Int32?, _ reason: String) -> [Action] {
        switch state {
        case .starting:
            self.pid = pid
            state = .stopping(then: .failed(reason: reason, remedy: "see the service's log"))
            return [.signal(generation: generation), .setTimer(generation: generation, .grace, policy.gracePeriod)]
        case .stopped, .preparing, .waiting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed,
            .skipped, .unavailable, .completed:
            return spawned(pid, false)
        }
    }
}
