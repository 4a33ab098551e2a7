/// Events of instances that an engine runs: other clients can change them, and the engine can go away.
extension ServiceStateMachine {
    mutating func paused() -> [Action] {
        guard case .running = state else { return [] }
        state = .paused
        return Self.watchingEnds
    }

    mutating func resumed() -> [Action] {
        guard state == .paused else { return [] }
        return began(pid, reportsHealth)
    }

    mutating func runtimeLost(_ reason: String) -> [Action] {
        switch state {
        case .running, .paused:
            state = .unreachable(reason: reason)
            return Self.watchingEnds
        case .stopping(let next, .signalled):
            // The request may be lost, and no timer of ours makes an answer arrive.
            return [.cancelTimer(.grace), .cancelTimer(.killed)] + endWithoutAnswer(then: next)
        case .stopping(let next, .unheard(let startCutOff)):
            return endWithoutAnswer(then: next, startCutOff: startCutOff)
        // A start under way reports the loss itself.
        case .starting, .stopping, .stopped, .preparing, .waiting, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func runtimeRecovered() -> [Action] {
        switch state {
        // If the start that was cut off left an instance, the next start takes it over.
        case .unreachable(_, startCutOff: true): return startAnew()
        case .stopping(let next, .unheard(startCutOff: true)): return ended(then: next)
        case .unreachable, .stopping, .stopped, .preparing, .waiting, .starting, .running, .paused, .backoff, .gaveUp,
            .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func spawnLost(_ reason: String) -> [Action] {
        switch state {
        case .starting:
            pid = nil
            state = .unreachable(reason: reason, startCutOff: true)
            return []
        case .stopping(let next, _):
            return endWithoutAnswer(then: next, startCutOff: true)
        case .stopped, .preparing, .waiting, .running, .paused, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    /// Ends an instance whose engine does not answer. Nothing waits for that: a stack goes down without its engine, too.
    mutating func endWithoutAnswer(then next: Next, startCutOff: Bool = false) -> [Action] {
        switch next {
        case .stopped:
            let instance = generation
            let actions = rest()
            leftBehind = instance
            return actions
        case .startAgain, .backoff, .failed:
            state = .stopping(then: next, .unheard(startCutOff: startCutOff))
            return []
        }
    }

    mutating func found(_ generation: UInt64, _ pid: Int32?, _ reportsHealth: Bool) -> [Action] {
        if generation == leftBehind {
            // It was stopped while its engine could not be asked to.
            leftBehind = nil
            return [.signal(generation: generation)]
        }
        guard generation == self.generation else { return [] }
        switch state {
        case .unreachable:
            return began(pid, reportsHealth)
        case .stopping(let next, .unheard):
            state = .stopping(then: next)
            self.pid = pid
            return [.signal(generation: generation), .setTimer(generation: generation, .grace, policy.gracePeriod)]
        case .stopped, .preparing, .waiting, .starting, .running, .paused, .stopping, .backoff, .gaveUp, .failed,
            .skipped, .unavailable, .completed:
            return []
        }
    }

    mutating func interrupted() -> [Action] {
        switch state {
        case .running, .paused, .unreachable:
            pid = nil
            return Self.watchingEnds + startAnew()
        case .stopping(let next, _):
            pid = nil
            return [.cancelTimer(.grace), .cancelTimer(.killed)] + ended(then: next)
        case .stopped, .preparing, .waiting, .starting, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
            return []
        }
    }

    mutating func stoppedExternally(_ generation: UInt64) -> [Action] {
        switch state {
        case .running where generation == self.generation, .paused where generation == self.generation,
            .unreachable where generation == self.generation:
            state = .stopping(then: .stopped)
            return Self.watchingEnds + [.setTimer(generation: self.generation, .grace, policy.gracePeriod)]
        case .stopping(_, let ending) where generation == self.generation:
            // Stopping it by hand overrides a restart that was requested before.
            state = .stopping(then: .stopped, ending)
            return []
        // Its exit was reported first, and taken for one by itself.
        case .backoff where generation &+ 1 == self.generation:
            return [.cancelTimer(.backoff)] + rest()
        case .failed where generation &+ 1 == self.generation, .gaveUp where generation &+ 1 == self.generation:
            return rest()
        case .running, .paused, .unreachable, .stopping, .backoff, .failed, .gaveUp, .stopped, .preparing, .waiting,
            .starting, .skipped, .unavailable, .completed:
            return []
        }
    }

    /// Starts it again in its turn. Its end was not its fault, so it does not count as a failure.
    private mutating func startAnew() -> [Action] {
        generation += 1
        state = .waiting(for: [])
        return [.evaluateDependencies]
    }
}
