extension ServiceStateMachine {
    mutating func startRequested() -> [Action] {
        switch state {
        case .failed where hangs:
            return []
        case .stopped, .gaveUp, .failed, .unavailable, .completed, .skipped:
            return prepareAnew()
        case .backoff:
            return [.cancelTimer(.backoff)] + prepareAnew()
        case .stopping(_, let ending):
            state = .stopping(then: .startAgain, ending)
            return []
        case .preparing, .waiting, .starting, .running, .paused, .unreachable:
            return []
        }
    }

    mutating func restartRequested() -> [Action] {
        switch state {
        case .running, .starting, .paused:
            return end(then: .startAgain)
        case .unreachable(_, let startCutOff):
            return endWithoutAnswer(then: .startAgain, startCutOff: startCutOff)
        case .preparing, .waiting:
            // It may have been prepared for another definition.
            return prepareAnew()
        case .stopped, .gaveUp, .failed, .unavailable, .completed, .skipped, .backoff, .stopping:
            return startRequested()
        }
    }

    mutating func stopRequested() -> [Action] {
        switch state {
        case .running, .starting, .paused:
            return end(then: .stopped)
        case .unreachable, .stopping(_, .unheard):
            return endWithoutAnswer(then: .stopped)
        case .stopping(_, let ending):
            state = .stopping(then: .stopped, ending)
            return []
        case .backoff:
            return [.cancelTimer(.backoff)] + rest()
        case .failed where hangs:
            return []
        case .stopped:
            // An instance that was left behind is still to be stopped once it is found.
            let instance = leftBehind
            let actions = rest()
            leftBehind = instance
            return actions
        case .preparing, .waiting, .gaveUp, .failed, .unavailable, .completed, .skipped:
            return rest()
        }
    }

    mutating func rest() -> [Action] {
        // Answers for this generation come too late from now on.
        generation += 1
        state = .stopped
        pid = nil
        leftBehind = nil
        return []
    }

    mutating func prepareAnew() -> [Action] {
        attempts = 0
        restarts = 0
        generation += 1
        state = .preparing
        pid = nil
        // The next start takes over or replaces whatever the engine still has.
        leftBehind = nil
        return [.prepare(generation: generation)]
    }
}
