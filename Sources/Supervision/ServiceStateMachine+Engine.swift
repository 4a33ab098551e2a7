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
        // One that is being started is answered for by its start, one that is being stopped by its timers.
        case .starting, .stopping, .stopped, .preparing, .waiting, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func runtimeRecovered() -> [Action] {
        // Its start was cut off. Whether anything came of it, the next start sees.
        guard case .unreachable = state, pid == nil else { return [] }
        return startAnew()
    }

    mutating func spawnLost(_ reason: String) -> [Action] {
        switch state {
        case .starting:
            pid = nil
            state = .unreachable(reason: reason)
            return []
        case .stopping(let next):
            endsOnceSpawned = false
            return ended(then: next)
        case .stopped, .preparing, .waiting, .running, .paused, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            return []
        }
    }

    mutating func found(_ pid: Int32?, _ reportsHealth: Bool) -> [Action] {
        switch state {
        case .unreachable:
            return began(pid, reportsHealth)
        case .stopping:
            // What it was told while nobody answered was lost.
            return [.signal(generation: generation)]
        case .stopped, .preparing, .waiting, .starting, .running, .paused, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
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
            state = .stopping(then: .stopped)
            return []
        // Its end was told first, and taken for one by itself.
        case .backoff where generation + 1 == self.generation:
            return [.cancelTimer(.backoff)] + rest()
        case .failed where generation + 1 == self.generation, .gaveUp where generation + 1 == self.generation:
            return rest()
        case .running, .paused, .unreachable, .stopping, .backoff, .failed, .gaveUp, .stopped, .preparing, .waiting,
            .starting, .skipped, .unavailable, .completed:
            return []
        }
    }

    /// Starts it again in its turn; that it ended was not its fault, so it counts for nothing.
    private mutating func startAnew() -> [Action] {
        generation += 1
        state = .waiting(for: [])
        return [.evaluateDependencies]
    }
}
