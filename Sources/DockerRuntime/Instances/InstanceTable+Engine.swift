import Runtime

extension InstanceTable {
    /// Handles the loss of the engine. Emits an event once, until the engine returns.
    mutating func engineLost(_ reason: String, at nowNs: Int64) -> [Action] {
        guard !isLost else { return [] }
        isLost = true
        lastLossNs = nowNs
        return [.emit(.lost(reason: reason))]
    }

    /// Handles the return of the engine or of its event stream. Requests the state of each container.
    mutating func engineReturned() -> [Action] {
        var actions: [Action] = isLost ? [.emit(.recovered)] : []
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
            switch entry.phase {
            case .running, .interrupted, .settling:
                var entry = entry
                entry.isReconciling = true
                entries[id] = entry
                actions.append(.inspect(id))
            // A start in progress fails by itself and is reported by its caller.
            case .starting, .ended: break
            }
        }
        if isLost { recoveries += 1 } else { lastLossNs = .max }
        isLost = false
        return actions
    }

    mutating func reconciled(_ id: String, _ entry: Entry, _ state: ContainerState?) -> [Action] {
        var entry = entry
        // It has died meanwhile, and its exit is about to be emitted.
        if case .settling = entry.phase { return [] }
        let lossNs = lastLossNs == .max ? .max : lastLossNs - Self.lossDetectionDelayNs
        let wasInterrupted = entry.phase == .interrupted
        switch state?.life {
        case .running(let isPaused):
            entry.phase = .running
            entry.signals = []
            entry.receivedExternalSignal = false
            entry.running.pid = state?.pid
            entry.running.runningSinceNs = state?.startedNs
            entry.running.reportsHealth = state?.health != nil
            entries[id] = entry
            var actions: [Action] = [.emit(.found(entry.instance, entry.running)), .resumeOutput(id)]
            if isPaused { actions.append(.emit(.paused(entry.instance))) }
            if let health = state?.health { actions.append(.emit(.health(entry.instance, health))) }
            return actions
        case .ended(let exitCode, let isOutOfMemory, let finishedNs):
            var death = Death(exitCode: exitCode, questions: [.output], recoveries: recoveries)
            death.isOutOfMemory = isOutOfMemory
            death.isInterruption = wasInterrupted || (finishedNs ?? 0) >= lossNs
            // External signals are already accounted for.
            entry.receivedExternalSignal = false
            entry.phase = .settling(death)
            entries[id] = entry
            return [.resumeOutput(id), .drain(id)]
        case .created:
            entry.phase = .ended
            entries[id] = entry
            return [.emit(.interrupted(entry.instance))]
        case nil:
            entry.phase = .ended
            entries[id] = entry
            return [.emit(.exited(entry.instance, .signal(9), note: Self.removedNote))]
        }
    }
}
