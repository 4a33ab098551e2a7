import Health
import Runtime

extension ServiceStateMachine {
    mutating func probed(_ verdict: ProbeVerdict, _ message: String) -> [Action] {
        guard case .running(let before?) = state, verdict != before else { return [] }
        state = .running(verdict)
        switch verdict {
        case .healthy:
            return [.setTimer(generation: generation, .stable, policy.tuning.stableAfter)]
        case .unhealthy where policy.restartsUnhealthy:
            return end(then: .backoff(reason: "unhealthy: \(message)"))
        case .unhealthy, .starting:
            return [.cancelTimer(.stable)]
        }
    }

    mutating func displaced(_ reason: String, _ remedy: String) -> [Action] {
        guard case .running = state else { return [] }
        return end(then: .failed(reason: reason, remedy: remedy))
    }

    /// What is under way only while an instance runs.
    static let watchingEnds: [Action] = [.stopProbing, .cancelTimer(.settled), .cancelTimer(.stable)]

    mutating func end(then next: Next) -> [Action] {
        let wasRunning = state != .starting
        state = .stopping(then: next, wasRunning ? .signalled : .onceSpawned)
        guard wasRunning else { return [] }
        return Self.watchingEnds + [
            .signal(generation: generation), .setTimer(generation: generation, .grace, policy.gracePeriod),
        ]
    }

    mutating func exited(_ status: ExitStatus) -> [Action] {
        switch state {
        case .running, .starting, .paused, .unreachable:
            // From starting, too: the exit of a short-lived process can overtake the news of its start.
            lastExit = status
            pid = nil
            if status.isSuccess, !policy.restartsAfterSuccess {
                generation += 1
                state = .completed
                return Self.watchingEnds
            }
            return Self.watchingEnds + endedByItself(reason: "\(status)")
        case .stopping(let next, _):
            lastExit = status
            pid = nil
            return [.cancelTimer(.grace), .cancelTimer(.killed)] + ended(then: next)
        case .failed:
            // It did end after all, long after SIGKILL.
            lastExit = status
            pid = nil
            return []
        case .stopped, .preparing, .waiting, .backoff, .gaveUp, .skipped, .unavailable, .completed:
            return []
        }
    }

    mutating func providerEnded() -> [Action] {
        switch state {
        case .running, .starting:
            // From starting, too: the news of its own start is still on the way, and then too old.
            generation += 1
            // It may come back another way: what ended its provider may have moved both.
            state = .preparing
            return Self.watchingEnds + [.prepare(generation: generation)]
        case .stopped, .preparing, .waiting, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func ended(then next: Next) -> [Action] {
        switch next {
        case .stopped: return rest()
        case .startAgain: return prepareAnew()
        // It did not end by itself, so how it restarts after an end is not asked.
        case .backoff(let reason): return backOff(reason: reason, limit: policy.tuning.maximumAttempts)
        case .failed(let reason, let remedy):
            generation += 1
            state = .failed(reason: reason, remedy: remedy)
            return []
        }
    }

    private mutating func endedByItself(reason: String) -> [Action] {
        guard let limit = policy.maximumAttempts else {
            generation += 1
            state = .failed(reason: reason, remedy: nil)
            return []
        }
        return backOff(reason: reason, limit: limit)
    }

    private mutating func backOff(reason: String, limit: Int) -> [Action] {
        generation += 1
        guard attempts < limit else {
            state = .gaveUp(reason: attempts == 0 ? reason : "\(reason), \(attempts + 1) times in a row")
            return []
        }
        attempts += 1
        let delay = policy.tuning.delay(beforeAttempt: attempts)
        state = .backoff(attempt: attempts, delay: delay)
        return [.setTimer(generation: generation, .backoff, delay)]
    }

    mutating func timerFired(_ timer: Timer) -> [Action] {
        switch (timer, state) {
        case (.backoff, .backoff):
            restarts += 1
            state = .waiting(for: [])
            return [.evaluateDependencies]
        case (.settled, .running(.starting?)):
            return settled()
        case (.stable, .running):
            attempts = 0
            return []
        case (.grace, .stopping):
            return [
                .kill(generation: generation),
                .setTimer(generation: generation, .killed, policy.tuning.killTimeout),
            ]
        case (.killed, .stopping):
            state = .failed(
                reason: "pid \(pid.map(String.init) ?? "?") did not end after SIGKILL",
                remedy: "it hangs inside the kernel, often on a dead network file system"
            )
            return []
        case (.backoff, _), (.settled, _), (.stable, _), (.grace, _), (.killed, _):
            return []
        }
    }
}
