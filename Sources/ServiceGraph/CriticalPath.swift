import ComposeModel

/// When the start of one service got how far; all from the same starting point.
package struct StartTimes: Sendable, Hashable {
    /// When the last condition it waited for held; zero for a service that waits for nothing.
    package var unblocked: Duration
    /// When its process was started; nil where it has none or was not started.
    package var started: Duration?
    /// When it was ready, or had completed; nil where it did not become so.
    package var ready: Duration?

    /// All three from the same starting point.
    package init(unblocked: Duration, started: Duration? = nil, ready: Duration? = nil) {
        self.unblocked = unblocked
        self.started = started
        self.ready = ready
    }
}

/// The chain of services that determined how long a start took: making any other service faster would not have helped.
package struct CriticalPath: Sendable, Hashable {
    /// One service's share.
    package struct Step: Sendable, Hashable {
        /// The service's name.
        package var service: String
        /// From the moment it was unblocked to the moment that unblocked the next step; for the last, to its readiness.
        package var duration: Duration

        /// A step with its share.
        package init(service: String, duration: Duration) {
            self.service = service
            self.duration = duration
        }
    }

    /// From the first that started to the last that became ready. Empty when none became ready.
    package var steps: [Step]

    /// A path of the steps, in the order of time.
    package init(steps: [Step]) { self.steps = steps }

    /// The names along the path.
    package var services: [String] { steps.map(\.service) }

    /// The sum of the steps: what the start takes at the least, with services as quick as they were.
    package var duration: Duration { steps.reduce(.zero) { $0 + $1.duration } }
}

extension ServiceGraph {
    /// Walks back from the service that became ready last, each time to the dependency whose condition held last.
    ///
    /// - Parameter times: what was measured. Services without an entry, and those that never became ready, are no part
    ///   of the path. Where two dependencies held at the same moment, the one that starts earlier is taken.
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
            guard let unblocked = times[name]?.unblocked else { break }
            steps.append(CriticalPath.Step(service: name, duration: max(.zero, end - unblocked)))
            last = lastBlocker(of: position, until: unblocked, times: times)
        }
        return CriticalPath(steps: steps.reversed())
    }

    /// The dependency whose condition held last, and when.
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
            // Not waited for: it was given up as unavailable, and came later after all.
            if !edge.dependency.isRequired && held > unblocked { continue }
            if let current = blocker, (current.end, target) >= (held, current.position) { continue }
            blocker = (target, held)
        }
        return blocker
    }
}

extension StartTimes {
    /// When a condition on this service held.
    fileprivate func held(_ condition: Dependency.Condition) -> Duration? {
        switch condition {
        case .started: started ?? ready
        case .healthy, .completedSuccessfully: ready
        }
    }
}
