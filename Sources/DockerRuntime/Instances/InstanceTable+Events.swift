import Runtime

extension InstanceTable {
    /// Handles an event of the engine.
    mutating func observed(_ event: ContainerEvent) -> [Action] {
        let id = event.container
        guard var entry = entries[id] else { return [] }
        if case .signalled(let signal) = event.kind {
            noteSignal(signal, &entry)
            entries[id] = entry
            return []
        }
        switch entry.phase {
        case .starting(let held):
            // Its own start is already known.
            if event.kind != .started { entry.phase = .starting(held: held + [event.kind]) }
            entries[id] = entry
            return []
        case .running:
            return happened(event.kind, id, entry)
        case .settling(let death):
            return followed(death, by: event.kind, id, entry)
        case .ended:
            // `docker stop` emits its event only once the network has been torn down.
            return event.kind == .stopped ? [.emit(.stoppedExternally(entry.instance))] : []
        case .interrupted:
            return []
        }
    }

    private func noteSignal(_ signal: Int32, _ entry: inout Entry) {
        entry.signals.insert(signal)
        if let index = entry.awaitedSignals.firstIndex(of: signal) {
            entry.awaitedSignals.remove(at: index)
        } else {
            entry.receivedExternalSignal = true
        }
    }

    private mutating func happened(_ kind: ContainerEvent.Kind, _ id: String, _ entry: Entry) -> [Action] {
        var entry = entry
        switch kind {
        case .died(let exitCode):
            return died(exitCode, id, entry)
        case .outOfMemory:
            entry.ranOutOfMemory = true
            entries[id] = entry
            return []
        case .paused: return [.emit(.paused(entry.instance))]
        case .resumed:
            // Its health is unknown after a pause.
            return [.emit(.resumed(entry.instance))] + (entry.running.reportsHealth ? [.inspect(id)] : [])
        case .health(.healthy): return [.emit(.health(entry.instance, .healthy))]
        case .health(.starting): return [.emit(.health(entry.instance, .starting))]
        // The event does not contain the check's output.
        case .health(.unhealthy): return [.inspect(id)]
        case .removed:
            // Its exit event was missed.
            entry.phase = .ended
            entries[id] = entry
            return [.emit(.exited(entry.instance, .signal(9), note: Self.removedNote))]
        case .started, .stopped, .signalled: return []
        }
    }

    private mutating func died(_ exitCode: Int32, _ id: String, _ entry: Entry) -> [Action] {
        var entry = entry
        var questions: Set<Question> = [.output]
        var actions: [Action] = [.drain(id)]
        if entry.receivedExternalSignal {
            questions.formUnion([.engine, .aftermath])
            actions += [.probeEngine(id), .setDeadline(id)]
        } else if exitCode == 137, !entry.signals.contains(9), !entry.ranOutOfMemory {
            questions.insert(.state)
            actions.append(.inspect(id))
        }
        var death = Death(exitCode: exitCode, questions: questions, recoveries: recoveries)
        death.isOutOfMemory = entry.ranOutOfMemory && exitCode == 137
        entry.phase = .settling(death)
        entries[id] = entry
        return actions
    }

    private mutating func followed(
        _ death: Death,
        by kind: ContainerEvent.Kind,
        _ id: String,
        _ entry: Entry
    ) -> [Action] {
        var death = death
        switch kind {
        case .stopped: death.wasStopped = true
        case .removed:
            death.wasRemoved = true
            death.questions.remove(.aftermath)
        case .started:
            death.wasRestarted = true
            death.questions.remove(.aftermath)
        case .signalled, .died, .outOfMemory, .paused, .resumed, .health: break
        }
        return settle(id, entry, death)
    }

    // MARK: Answers

    /// All output is in the log.
    mutating func drained(_ id: String) -> [Action] { answered(.output, id) { _ in } }

    /// Handles the result of a probe of the engine.
    mutating func probed(_ id: String, engineAnswers: Bool) -> [Action] {
        answered(.engine, id) { death in
            guard !engineAnswers else { return }
            death.isEngineGoingDown = true
            death.questions.remove(.aftermath)
        }
    }

    /// The wait for events that follow a death is over.
    mutating func deadlinePassed(_ id: String) -> [Action] { answered(.aftermath, id) { _ in } }

    /// Handles the result of an inspection; nil if the container no longer exists.
    mutating func inspected(_ id: String, _ state: ContainerState?) -> [Action] {
        guard var entry = entries[id] else { return [] }
        if entry.isReconciling {
            entry.isReconciling = false
            entries[id] = entry
            return reconciled(id, entry, state)
        }
        switch entry.phase {
        case .settling:
            return answered(.state, id) { death in
                if case .ended(_, true, _) = state?.life { death.isOutOfMemory = true }
            }
        case .running:
            return state?.health.map { [.emit(.health(entry.instance, $0))] } ?? []
        case .starting, .interrupted, .ended:
            return []
        }
    }

    /// The inspection failed because the engine does not respond.
    mutating func inspectionFailed(_ id: String) -> [Action] { answered(.state, id) { _ in } }

    private mutating func answered(
        _ question: Question,
        _ id: String,
        _ change: (inout Death) -> Void
    ) -> [Action] {
        guard let entry = entries[id], case .settling(var death) = entry.phase else { return [] }
        death.questions.remove(question)
        change(&death)
        return settle(id, entry, death)
    }

    private mutating func settle(_ id: String, _ entry: Entry, _ death: Death) -> [Action] {
        var entry = entry
        guard death.questions.isEmpty else {
            entry.phase = .settling(death)
            entries[id] = entry
            return []
        }
        let endsWithEngine = death.isEngineGoingDown || isLost || recoveries > death.recoveries
        if !death.wasRemoved, entry.receivedExternalSignal, endsWithEngine, recoveries == death.recoveries {
            entry.phase = .interrupted
            entries[id] = entry
            return []
        }
        entry.phase = .ended
        entries[id] = entry
        if death.isInterruption || death.wasRestarted
            || (endsWithEngine && entry.receivedExternalSignal && !death.wasRemoved)
        {
            return [.emit(.interrupted(entry.instance))]
        }
        let note = death.wasRemoved ? Self.removedNote : death.isOutOfMemory ? Self.memoryNote : nil
        let exit = Action.emit(.exited(entry.instance, Self.status(death.exitCode, entry, death), note: note))
        return death.wasStopped ? [.emit(.stoppedExternally(entry.instance)), exit] : [exit]
    }

    static let removedNote = "its container was removed"
    static let memoryNote = "out of memory"

    /// Shells and engines report a signal as 128 + its number, but a program may also exit with such a code.
    static func status(_ exitCode: Int32, _ entry: Entry, _ death: Death) -> ExitStatus {
        let signal = exitCode - 128
        guard (1...64).contains(signal) else { return .code(exitCode) }
        let isKnown = entry.signals.contains(signal) || (signal == 9 && death.isOutOfMemory)
        return isKnown ? .signal(signal) : .code(exitCode)
    }
}
