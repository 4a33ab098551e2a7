import ControlAPI

/// Decides whether a stack has got where a command wants it, from snapshots alone. Pure.
///
/// Readiness is out of reach as soon as a service has failed for good, or one that others wait for will not be healthy,
/// also while more are on their way. What still has hope does not count: a restart that is under way or will be, a container
/// that an engine may bring back.
struct ReadinessWaiter {
    /// What is waited for.
    enum Goal: Sendable {
        /// Every service runs, healthy or not yet, or it is clear that it will not.
        case started
        /// Every service is ready, or it is clear that it will not be.
        case ready
    }

    enum Verdict: Hashable, Sendable {
        case pending
        case reached
        /// These will not get there by themselves.
        case hopeless([String])
    }

    var services: Set<String>
    var goal: Goal

    func verdict(_ snapshot: StackSnapshot) -> Verdict {
        let lost = lost(snapshot.services)
        var hopeless: [String] = []
        var isPending = false
        for status in snapshot.services where services.contains(status.name) {
            switch judge(status) {
            case .pending: isPending = true
            case .reached: break
            case .hopeless(let names): hopeless += names
            }
        }
        guard lost.isEmpty else {
            let all = lost.union(hopeless)
            return .hopeless(snapshot.services.map(\.name).filter(all.contains))
        }
        if isPending { return .pending }
        if goal == .ready, let data = snapshot.data, isUnderWay(data, snapshot.services) { return .pending }
        return hopeless.isEmpty ? .reached : .hopeless(hopeless)
    }

    /// What decides the matter at once: services that have failed, and those that hold up one that waits for them.
    private func lost(_ all: [ServiceStatus]) -> Set<String> {
        let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
        var lost: Set<String> = []
        for status in all where services.contains(status.name) {
            switch status.state {
            case .failed where goal == .ready, .gaveUp where goal == .ready: lost.insert(status.name)
            case .waiting, .skipped:
                // Who is not required holds nobody up once it failed, but does while it may still come.
                let missing = status.dependencies.filter { dependency in
                    guard let other = byName[dependency.service] else { return false }
                    if holdsUp(other, dependency.condition) { return true }
                    return goal == .ready && dependency.required && cannotBeHad(other)
                }
                lost.formUnion(missing.map(\.service))
            case .failed, .gaveUp, .preparing, .starting, .running, .paused, .unreachable, .stopping, .stopped,
                .backoff,
                .unavailable, .completed:
                break
            }
        }
        return lost
    }

    /// Whether a service that runs, or has run, will not become healthy for one that waits for that. One that is
    /// restarted when it is unhealthy is being stopped as soon as it is.
    private func holdsUp(_ status: ServiceStatus, _ condition: String) -> Bool {
        guard condition == "service_healthy" else { return false }
        return status.state == .running && status.health == .unhealthy || status.state == .completed
    }

    private func cannotBeHad(_ status: ServiceStatus) -> Bool {
        switch status.state {
        case .failed, .gaveUp, .unavailable, .stopped: true
        case .waiting, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff, .skipped,
            .completed:
            false
        }
    }

    /// Whether the seed data is still being loaded, or will be by itself: not while what it waits for will not come.
    private func isUnderWay(_ data: DataStatus, _ services: [ServiceStatus]) -> Bool {
        switch data.state {
        case .waiting:
            guard let store = services.first(where: { $0.name == data.waitsFor }) else { return true }
            if case .hopeless = judge(store) { return false }
            return true
        case .working: return true
        case .seeded, .partial, .unseeded, .failed: return false
        }
    }

    private func judge(_ status: ServiceStatus) -> Verdict {
        switch status.state {
        case .completed: .reached
        case .running:
            switch (goal, status.health) {
            case (.started, _), (.ready, .healthy), (.ready, .some(.none)): .reached
            case (.ready, .unhealthy): .hopeless([status.name])
            case (.ready, .starting), (.ready, nil): .pending
            }
        // One that is frozen goes on when a person wants it to.
        case .stopped, .gaveUp, .failed, .skipped, .unavailable, .paused: .hopeless([status.name])
        case .waiting, .preparing, .starting, .unreachable, .stopping, .backoff: .pending
        }
    }
}
