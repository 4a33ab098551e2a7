package import ComposeModel

/// The settings of a service that its state machine uses.
package struct ServicePolicy: Hashable, Sendable {
    /// When an exit leads to another start.
    package var restart: RestartPolicy
    /// The time between the stop signal and SIGKILL.
    package var gracePeriod: Duration
    /// Whether it has a probe; otherwise it counts as ready once it has run for a short while.
    package var hasProbe: Bool
    /// Whether it is restarted when it becomes unhealthy, regardless of `restart`.
    package var restartsUnhealthy: Bool
    package var tuning: RestartTuning

    package init(
        restart: RestartPolicy,
        gracePeriod: Duration,
        hasProbe: Bool,
        restartsUnhealthy: Bool = false,
        tuning: RestartTuning = RestartTuning()
    ) {
        self.restart = restart
        self.gracePeriod = gracePeriod
        self.hasProbe = hasProbe
        self.restartsUnhealthy = restartsUnhealthy
        self.tuning = tuning
    }

    /// The policy of a service as the Compose file has it.
    package init(_ service: Service, tuning: RestartTuning = RestartTuning()) {
        let isChecked =
            switch service.healthcheck?.test {
            case .command, .shell: true
            case .disabled, nil: false
            }
        self.init(
            restart: service.restart,
            // Docker sets no time limit for a provider's program to stop its service.
            gracePeriod: service.isProvided ? max(service.stopGracePeriod, .seconds(60)) : service.stopGracePeriod,
            hasProbe: service.settings.probe != nil || isChecked,
            restartsUnhealthy: service.settings.restartsUnhealthy,
            tuning: tuning
        )
    }

    /// Whether an exit with code 0 leads to another start.
    var restartsAfterSuccess: Bool {
        switch restart {
        case .always, .unlessStopped: true
        case .no, .onFailure: false
        }
    }

    /// The number of consecutive restarts after exits; nil for none.
    var maximumAttempts: Int? {
        switch restart {
        case .no: nil
        case .onFailure(let limit?): limit
        case .onFailure(nil), .always, .unlessStopped: tuning.maximumAttempts
        }
    }
}

/// The pace of restarts: exponential backoff, which a stable run resets.
package struct RestartTuning: Hashable, Sendable {
    /// The delay before the first consecutive restart. It doubles with each further one.
    package var initialDelay: Duration
    /// The longest delay before a start.
    package var maximumDelay: Duration
    /// The number of consecutive restarts without a stable run, after which the service is given up.
    package var maximumAttempts: Int
    /// The time that a service must run to clear its earlier failures.
    package var stableAfter: Duration
    /// The time that an end may take after SIGKILL.
    package var killTimeout: Duration
    /// The time that a service without a probe must run to count as ready; zero: it does at once.
    package var settleAfter: Duration

    /// By default at most 8 consecutive restarts, 200 milliseconds to 10 seconds apart. Half a second is enough for a
    /// program to find that it cannot run, and short enough for a user who waits.
    package init(
        initialDelay: Duration = .milliseconds(200),
        maximumDelay: Duration = .seconds(10),
        maximumAttempts: Int = 8,
        stableAfter: Duration = .seconds(10),
        killTimeout: Duration = .seconds(5),
        settleAfter: Duration = .milliseconds(500)
    ) {
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.maximumAttempts = maximumAttempts
        self.stableAfter = stableAfter
        self.killTimeout = killTimeout
        self.settleAfter = settleAfter
    }

    /// Returns the delay before the nth consecutive restart, counted from 1.
    package func delay(beforeAttempt attempt: Int) -> Duration {
        // 2^20 times any initial delay is beyond any maximum; the shift itself must stay in range.
        min(initialDelay * (1 << min(max(0, attempt - 1), 20)), maximumDelay)
    }
}
