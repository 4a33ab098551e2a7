import ComposeModel

/// The milestones of one service's start, all relative to the same starting point.
package struct StartTimes: Sendable, Hashable {
    /// When the last condition that it waited for was met; zero for a service without dependencies.
    package var unblocked: Duration
    /// When the seed data that it waited for was there; nil if it did not wait for any.
    package var seeded: Duration?
    /// When its process was started; nil if it has none or was not started.
    package var started: Duration?
    /// When it became ready or completed; nil if it did neither.
    package var ready: Duration?

    package init(unblocked: Duration, seeded: Duration? = nil, started: Duration? = nil, ready: Duration? = nil) {
        self.unblocked = unblocked
        self.seeded = seeded
        self.started = started
        self.ready = ready
    }
}

/// The chain of services that determined how long a start took. Making any other service faster would not have helped.
package struct CriticalPath: Sendable, Hashable {
    /// One service's share of the path, or that of the seed data.
    package struct Step: Sendable, Hashable {
        /// The name of the step for the seed data, which no service can have.
        package static let seed = "seed data"

        package var service: String
        /// The time from when the service was unblocked until it unblocked the next step, or until it was ready for the
        /// last.
        package var duration: Duration

        package init(service: String, duration: Duration) {
            self.service = service
            self.duration = duration
        }
    }

    /// From the first service that started to the last that became ready. Empty if none became ready.
    package var steps: [Step]

    /// The names along the path.
    package var services: [String] { steps.map(\.service) }

    /// The sum of the steps: the minimum duration of the start with services as fast as measured.
    package var duration: Duration { steps.reduce(.zero) { $0 + $1.duration } }
}

extension ServiceGraph {
    /// Returns the critical path of a measured start.
    ///
    /// Walks back from the service that became ready last, each time to the dependency whose condition was met last. If
    /// two dependencies were met at the same moment, the one that starts earlier is used. A service that then still waited
    /// for the seed data has a step for that before it.
    ///
    /// - Parameter times: The measured times. Services without an entry and those that never became ready are ignored.
    package func criticalPath(times: [String: StartTimes]) -> CriticalPath {
        var last: (position: Int, end: Duration)?
        for (position, name) in names.enumerated() {
            guard let ready = times[name]?.ready else { continue }
            if let current = last, current.end >= ready { continue }
            last = (position, ready)
        }
        var steps: [CriticalPath.Step] = []
        while let (position, end) = last {
            let name = names[position]
            guard let own = times[name] else { break }
            steps.append(CriticalPath.Step(service: name, duration: max(.zero, end - own.unblocked)))
            last = lastBlocker(of: position, until: own.unblocked, times: times)
            if let seeded = own.seeded, seeded > (last?.end ?? .zero) {
                steps.append(
                    CriticalPath.Step(service: CriticalPath.Step.seed, duration: seeded - (last?.end ?? .zero))
                )
            }
        }
        return CriticalPath(steps: steps.reversed())
    }

    /// Returns the dependency whose condition was met last, and when.
    private func lastBlocker(
        of position: Int,
        until unblocked: Duration,
        times: [String: StartTimes]
    ) -> (position: Int, end: Duration)? {
        var blocker: (position: Int, end: Duration)?
        for edge in edges[position] {
            guard let target = positions[edge.dependency.service], let measured = times[edge.dependency.service],
                let held = measured.held(edge.dependency.condition)
            else { continue }
            // Not waited for: the optional dependency was unavailable at the time and became ready later.
            if !edge.dependency.isRequired && held > unblocked { continue }
            if let current = blocker, (current.end, target) >= (held, current.position) { continue }
            blocker = (target, held)
        }
        return blocker
    }
}

extension StartTimes {
    /// When a condition on this service was met.
    fileprivate func held(_ condition: Dependency.Condition) -> Duration? {
        switch condition {
        case .started: started ?? ready
        case .healthy, .completedSuccessfully: ready
        }
    }
}
