import ComposeModel
import Health
import Runtime
import ServiceGraph

/// The measurement of a start.
struct StartProfile: Sendable {
    /// A start that is being measured.
    struct Running: Sendable {
        var services: Set<String>
        var began: Duration
    }

    var running: Running?
    /// The last complete start.
    var report: StartupReport?

    /// Time since the start that is being measured began; nil while none is.
    func elapsed(at now: StackMachine.Moment) -> Duration? { running.map { now.elapsed - $0.began } }
}

extension StackMachine {
    /// Measures a start. A start during another one becomes part of it; a start of some services leaves the profile of the
    /// whole stack as it is.
    ///
    /// - Parameters:
    ///   - names: the services that the start concerns.
    ///   - beginning: those of them that do not run yet, or are restarted.
    /// - Returns: whether a profile will cover it.
    mutating func measureStart(of names: [String], beginning: Set<String>) -> Bool {
        if let current = profile.running, isUnderWay(current) {
            let joining = names.filter { !current.services.contains($0) || beginning.contains($0) }
            profile.running?.services.formUnion(names)
            enter(joining)
            return true
        }
        if let last = profile.report {
            let whole = last.times.keys.filter { services[$0] != nil }
            guard !beginning.isEmpty, whole.allSatisfy(beginning.contains) else { return false }
        }
        profile.running = StartProfile.Running(services: Set(names), began: now.elapsed)
        enter(names)
        return true
    }

    /// Whether a measured service is still on its way. A service that runs but is unhealthy, and its dependents, may stay so
    /// for hours and do not count.
    private func isUnderWay(_ start: StartProfile.Running) -> Bool {
        start.services.contains { name in
            switch services[name]?.machine.state {
            case .preparing, .starting, .running(.starting), .stopping, .backoff: true
            case .waiting: services[name]?.service.settings.startsAfterSeed == true && isSeedAwaited
            case .stopped, .running, .paused, .unreachable, .gaveUp, .failed, .skipped, .unavailable, .completed, nil:
                false
            }
        }
    }

    /// Begins to measure services in the present profile.
    private mutating func enter(_ names: [String]) {
        let time = profile.elapsed(at: now) ?? .zero
        for name in names {
            services[name]?.times = StartTimes(unblocked: time)
            services[name]?.wasUnblocked = false
        }
        for name in names {
            if services[name]?.isReady == true { services[name]?.times?.ready = time }
            noteUnblocked(name, dependencyVerdict(of: name))
        }
    }

    mutating func noteUnblocked(_ name: String, _ verdict: ServiceStateMachine.DependencyVerdict) {
        guard let time = profile.elapsed(at: now), case .satisfied = verdict, services[name]?.wasUnblocked == false
        else { return }
        services[name]?.wasUnblocked = true
        services[name]?.times?.unblocked = time
    }

    mutating func finishProfileIfReady() {
        guard let running = profile.running, running.services.allSatisfy({ services[$0]?.isDecided ?? true }) else {
            return
        }
        var times: [String: StartTimes] = [:]
        for name in running.services { times[name] = services[name]?.times }
        let report = StartupReport(
            times: times,
            criticalPath: graph.criticalPath(times: times),
            total: times.values.compactMap(\.ready).max() ?? .zero
        )
        profile = StartProfile(running: nil, report: report)
        publish(.started(report))
    }
}
