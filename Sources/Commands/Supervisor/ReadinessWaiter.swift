import ControlAPI

/// Decides whether a stack has got where a command wants it, from snapshots alone. Pure.
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
        var hopeless: [String] = []
        var isPending = false
        for status in snapshot.services where services.contains(status.name) {
            switch judge(status) {
            case .pending: isPending = true
            case .reached: break
            case .hopeless(let names): hopeless += names
            }
        }
        if isPending { return .pending }
        if goal == .ready, let data = snapshot.data, isUnderWay(data, snapshot.services) { return .pending }
        return hopeless.isEmpty ? .reached : .hopeless(hopeless)
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
        case .stopped, .gaveUp, .failed, .skipped, .unavailable: .hopeless([status.name])
        case .waiting, .preparing, .starting, .paused, .unreachable, .stopping, .backoff: .pending
        }
    }
}
