import ComposeModel
import Runtime
import ServiceGraph

extension Supervisor {
    /// Sends a machine a request that may end its instance. The service's log then says why.
    func request(_ event: ServiceStateMachine.Event, for name: String, because reason: String) {
        records[name]?.endReason = reason
        handle(event, for: name)
    }

    /// Services that run and asked to follow one of these (`depends_on: {restart: true}`), directly or through others.
    func followers(of requested: [String]) -> [String] {
        var selected = requested
        var index = 0
        while index < selected.count {
            let name = selected[index]
            for dependent in graph.dependents(of: name) where !selected.contains(dependent) {
                let follows = graph.dependencies(of: dependent).contains { $0.service == name && $0.restart }
                if follows, records[dependent]?.isAtRest == false { selected.append(dependent) }
            }
            index += 1
        }
        return Array(selected.dropFirst(requested.count))
    }

    /// Restarts services, each only once those of them that depend on it have ended. Until then nothing that depends on it
    /// is started. Returns when that has begun.
    func restartInOrder(_ services: [String], because reason: String) {
        let selected = Set(services)
        nextRestart += 1
        let turn = nextRestart
        var held: [(name: String, dependents: [String])] = []
        for name in services where records[name]?.hasInstance == true {
            let dependents = graph.dependentsClosure(of: name).filter {
                selected.contains($0) && records[$0]?.hasInstance == true
            }
            guard !dependents.isEmpty else { continue }
            held.append((name, dependents))
            heldRestarts[name] = turn
        }
        for name in services where heldRestarts[name] != turn { request(.restartRequested, for: name, because: reason) }
        for (name, dependents) in held {
            Task { await self.restart(name, after: dependents, turn, because: reason) }
        }
    }

    private func restart(_ name: String, after dependents: [String], _ turn: UInt64, because reason: String) async {
        await waitForEnds(of: dependents)
        // Somebody may have stopped it in the meantime, or asked for another restart.
        guard heldRestarts[name] == turn else { return }
        heldRestarts[name] = nil
        request(.restartRequested, for: name, because: reason)
    }

    /// Forgets a restart that waits for dependents to end.
    func dropHeldRestart(of name: String) { heldRestarts[name] = nil }
}
