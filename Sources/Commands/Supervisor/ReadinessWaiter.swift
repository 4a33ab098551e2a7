import ControlAPI

/// Decides from snapshots whether a stack has reached the goal of a command. Pure.
///
/// Readiness is out of reach as soon as a service has failed for good, or a service that others wait for cannot become
/// healthy, even while more are starting. A service that may recover does not count: it has a pending restart, or a
/// container that the engine may bring back.
struct ReadinessWaiter {
    enum Goal: Sendable {
        /// Every service is running, healthy or not, or cannot be.
        case started
        /// Every service is ready, or cannot be.
        case ready
    }

    enum Verdict: Hashable, Sendable {
        case pending
        case reached
        /// These services will not reach the goal by themselves.
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

    /// The services that put the goal out of reach at once: failed ones, and those that block a waiting service.
    private func lost(_ all: [ServiceStatus]) -> Set<String> {
        let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
        var lost: Set<String> = []
        for status in all where services.contains(status.name) {
            switch status.state {
            case .failed where goal == .ready, .gaveUp where goal == .ready: lost.insert(status.name)
            case .waiting, .skipped:
                // An optional dependency blocks no service once it has failed, but does while it may still start.
                let missing = status.dependencies.filter { dependency in
                    guard let other = byName[dependency.service] else { return false }
                    guard dependency.required else { return false }
                    return holdsUp(other, dependency.condition) || goal == .ready && isOutOfReach(other)
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

    /// Whether a service that is running or has run cannot become healthy for a service that waits for it. A service
    /// that is restarted when unhealthy is already stopping by then.
    private func holdsUp(_ status: ServiceStatus, _ condition: String) -> Bool {
        guard condition == "service_healthy" else { return false }
        return status.state == .running && status.health == .unhealthy || status.state == .completed
    }

    private func isOutOfReach(_ status: ServiceStatus) -> Bool {
        switch status.state {
        case .failed, .gaveUp, .unavailable, .stopped: true
        case .waiting, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff, .skipped,
            .completed:
            false
        }
    }

    /// Whether seed data is being loaded or will be. False if the store that the load waits for is out of reach.
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
        case .unavailable where status.optional == true: .reached
        case .running:
            switch (goal, status.health) {
            case (.started, _), (.ready, .healthy), (.ready, .some(.none)): .reached
            case (.ready, .unhealthy): .hopeless([status.name])
            case (.ready, .starting), (.ready, nil): .pending
            }
        // A paused service continues only if the user unpauses it.
        case .stopped, .gaveUp, .failed, .skipped, .unavailable, .paused: .hopeless([status.name])
        case .waiting, .preparing, .starting, .unreachable, .stopping, .backoff: .pending
        }
    }
}
