package import ComposeModel

/// What a state machine must know of its service.
package struct ServicePolicy: Hashable, Sendable {
    /// When an end leads to another start.
    package var restart: RestartPolicy
    /// The time between the stop signal and SIGKILL.
    package var gracePeriod: Duration
    /// Whether something is asked for its health; else it counts as ready once it has run for a short while.
    package var hasProbe: Bool
    /// Whether it is started anew when it becomes unhealthy, whatever `restart` says of ends by itself.
    package var restartsUnhealthy: Bool
    /// How its restarts are paced.
    package var tuning: RestartTuning

    /// A policy with the usual pace, under which an unhealthy service goes on, unless said otherwise.
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
            // Docker sets a provider's program no time to take its service down.
            gracePeriod: service.isProvided ? max(service.stopGracePeriod, .seconds(60)) : service.stopGracePeriod,
            hasProbe: service.settings.probe != nil || isChecked,
            restartsUnhealthy: service.settings.restartsUnhealthy,
            tuning: tuning
        )
    }

    /// Whether an end with code 0 leads to another start.
    var restartsAfterSuccess: Bool {
        switch restart {
        case .always, .unlessStopped: true
        case .no, .onFailure: false
        }
    }

    /// Starts in a row that may follow an end by itself; nil: none ever.
    var maximumAttempts: Int? {
        switch restart {
        case .no: nil
        case .onFailure(let limit?): limit
        case .onFailure(nil), .always, .unlessStopped: tuning.maximumAttempts
        }
    }
}

/// How restarts are paced: exponential backoff, forgiven after a good while.
package struct RestartTuning: Hashable, Sendable {
    /// The delay before the first start in a row; each further one has twice the delay of the last.
    package var initialDelay: Duration
    /// The longest delay before a start.
    package var maximumDelay: Duration
    /// Starts in a row without a good while between them, after which it is given up.
    package var maximumAttempts: Int
    /// How long a service must run well for its earlier ends to be forgiven.
    package var stableAfter: Duration
    /// How long after SIGKILL an end is still expected.
    package var killPatience: Duration
    /// How long a service without a probe must run to count as ready; zero: it does at once.
    package var settleAfter: Duration

    /// The usual pace: at most 8 starts in a row, 200 milliseconds to 10 seconds apart. Half a second is ample for a
    /// program to find that it cannot run, and hardly felt by who waits for it.
    package init(
        initialDelay: Duration = .milliseconds(200),
        maximumDelay: Duration = .seconds(10),
        maximumAttempts: Int = 8,
        stableAfter: Duration = .seconds(10),
        killPatience: Duration = .seconds(5),
        settleAfter: Duration = .milliseconds(500)
    ) {
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.maximumAttempts = maximumAttempts
        self.stableAfter = stableAfter
        self.killPatience = killPatience
        self.settleAfter = settleAfter
    }

    /// The delay before the nth start in a row, counted from 1: doubling from the initial one.
    package func delay(beforeAttempt attempt: Int) -> Duration {
        // 2^20 times any initial delay is beyond any maximum; the shift itself must stay in range.
        min(initialDelay * (1 << min(max(0, attempt - 1), 20)), maximumDelay)
    }
}
