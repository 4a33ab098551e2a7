extension ServiceStateMachine {
    mutating func startRequested() -> [Action] {
        switch state {
        case .failed where hangs:
            return []
        case .stopped, .gaveUp, .failed, .unavailable, .completed, .skipped:
            return prepareAnew()
        case .backoff:
            return [.cancelTimer(.backoff)] + prepareAnew()
        case .stopping(.stopped), .stopping(.backoff), .stopping(.failed):
            state = .stopping(then: .startAgain)
            return []
        case .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping(.startAgain):
            return []
        }
    }

    mutating func restartRequested() -> [Action] {
        switch state {
        case .running, .starting, .paused:
            return end(then: .startAgain)
        case .unreachable:
            return endWithoutAnswer(then: .startAgain)
        case .preparing, .waiting:
            // What it was prepared for may have been another definition.
            return prepareAnew()
        case .stopped, .gaveUp, .failed, .unavailable, .completed, .skipped, .backoff, .stopping:
            return startRequested()
        }
    }

    mutating func stopRequested() -> [Action] {
        switch state {
        case .running, .starting, .paused:
            return end(then: .stopped)
        case .unreachable:
            return endWithoutAnswer(then: .stopped)
        case .stopping where endIsUnheard:
            return endWithoutAnswer(then: .stopped)
        case .stopping:
            state = .stopping(then: .stopped)
            return []
        case .backoff:
            return [.cancelTimer(.backoff)] + rest()
        case .failed where hangs:
            return []
        case .stopped:
            // What it left behind is still to be ended once it is found.
            let instance = leftBehind
            let actions = rest()
            leftBehind = instance
            return actions
        case .preparing, .waiting, .gaveUp, .failed, .unavailable, .completed, .skipped:
            return rest()
        }
    }

    mutating func rest() -> [Action] {
        // What is still under way for this generation is answered too late.
        generation += 1
        state = .stopped
        pid = nil
        forgetTrouble()
        return []
    }

    mutating func prepareAnew() -> [Action] {
        attempts = 0
        restarts = 0
        generation += 1
        state = .preparing
        pid = nil
        forgetTrouble()
        return [.prepare(generation: generation)]
    }

    /// The next start takes over or replaces whatever the engine still has.
    private mutating func forgetTrouble() {
        leftBehind = nil
        endIsUnheard = false
        startWasCutOff = false
    }
}
