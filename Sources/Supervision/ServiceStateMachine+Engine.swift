/// What happens only to instances that an engine runs, which others can touch and which can go away as a whole.
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
        case .stopping(let next) where !endsOnceSpawned:
            // What it was told may be lost, and no timer of ours makes an answer come.
            return [.cancelTimer(.grace), .cancelTimer(.killed)] + endWithoutAnswer(then: next)
        // One that is being started is answered for by its start.
        case .starting, .stopping, .stopped, .preparing, .waiting, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func runtimeRecovered() -> [Action] {
        // Its start was cut off. Whether anything came of it, the next start sees.
        guard startWasCutOff else { return [] }
        switch state {
        case .unreachable: return startAnew()
        case .stopping(let next):
            endIsUnheard = false
            startWasCutOff = false
            return ended(then: next)
        case .stopped, .preparing, .waiting, .starting, .running, .paused, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func spawnLost(_ reason: String) -> [Action] {
        switch state {
        case .starting:
            pid = nil
            startWasCutOff = true
            state = .unreachable(reason: reason)
            return []
        case .stopping(let next):
            endsOnceSpawned = false
            startWasCutOff = true
            return endWithoutAnswer(then: next)
        case .stopped, .preparing, .waiting, .running, .paused, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    /// Ends one whose engine does not answer. Nobody waits for that: a stack goes down without its engine, too.
    mutating func endWithoutAnswer(then next: Next) -> [Action] {
        switch next {
        case .stopped:
            let instance = generation
            let actions = rest()
            leftBehind = instance
            return actions
        case .startAgain, .backoff, .failed:
            state = .stopping(then: next)
            endIsUnheard = true
            return []
        }
    }

    mutating func found(_ generation: UInt64, _ pid: Int32?, _ reportsHealth: Bool) -> [Action] {
        if generation == leftBehind {
            // It was stopped while nobody could tell it so.
            leftBehind = nil
            return [.signal(generation: generation)]
        }
        guard generation == self.generation else { return [] }
        switch state {
        case .unreachable:
            return began(pid, reportsHealth)
        case .stopping where endIsUnheard:
            endIsUnheard = false
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
        case .stopping(let next):
            pid = nil
            endsOnceSpawned = false
            endIsUnheard = false
            return [.cancelTimer(.grace), .cancelTimer(.killed)] + ended(then: next)
        case .stopped, .preparing, .waiting, .starting, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
            return []
        }
    }

    mutating func stoppedOutside(_ generation: UInt64) -> [Action] {
        switch state {
        case .running where generation == self.generation, .paused where generation == self.generation,
            .unreachable where generation == self.generation:
            state = .stopping(then: .stopped)
            return Self.watchingEnds + [.setTimer(generation: self.generation, .grace, policy.gracePeriod)]
        case .stopping where generation == self.generation:
            // Whoever stopped it does not want it started again, whatever was wanted before.
            state = .stopping(then: .stopped)
            return []
        // Its end was told first, and taken for one by itself.
        case .backoff where generation &+ 1 == self.generation:
            return [.cancelTimer(.backoff)] + rest()
        case .failed where generation &+ 1 == self.generation, .gaveUp where generation &+ 1 == self.generation:
            return rest()
        case .running, .paused, .unreachable, .stopping, .backoff, .failed, .gaveUp, .stopped, .preparing, .waiting,
            .starting, .skipped, .unavailable, .completed:
            return []
        }
    }

    /// Starts it again in its turn; that it ended was not its fault, so it counts for nothing.
    private mutating func startAnew() -> [Action] {
        generation += 1
        startWasCutOff = false
        state = .waiting(for: [])
        return [.evaluateDependencies]
    }
}
