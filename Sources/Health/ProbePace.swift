package import ComposeModel

/// When to ask a service again, and when failures count. Pure: no clock in it.
///
/// Before the first success the delay is a fixed part of the time since the start, so readiness is noticed late by
/// about that part at most: 1.5 % of 200 ms is 3 ms, at 5 s it is 75 ms. From the first success on it is `interval`.
/// After a failure then, it asks again after `retryInterval` until there are `retries` failures and the service is
/// unhealthy; from there the delay doubles up to `interval`, so that a recovery shows soon and a dead service is cheap.
package struct ProbePace: Hashable, Sendable {
    /// From the start to the first probe.
    package var initialDelay: Duration
    /// The part of the time since the start that passes before the next probe, until the first success.
    package var startFraction: Double
    /// Bounds of that delay.
    package var startDelays: ClosedRange<Duration>
    /// Where set, the delay within `startPeriod` in place of the part.
    package var startInterval: Duration?
    /// Failures before the first success and before this time do not make the service unhealthy.
    package var startPeriod: Duration
    /// Between probes of a healthy service.
    package var interval: Duration
    /// After a failure of a service that was healthy.
    package var retryInterval: Duration
    /// Failures in a row that make a service unhealthy; at least 1.
    package var retries: Int
    /// What one probe may take.
    package var timeout: Duration

    /// A pace for probes that cost some microseconds while nothing listens.
    package static let protocolDefault = ProbePace(
        initialDelay: .milliseconds(2),
        startDelays: .milliseconds(3) ... .milliseconds(250),
        startPeriod: .seconds(120),
        interval: .seconds(5),
        retryInterval: .milliseconds(500),
        timeout: .seconds(2)
    )

    /// A pace for probes that start a process each.
    package static let commandDefault = ProbePace(
        initialDelay: .milliseconds(50),
        startDelays: .milliseconds(50) ... .seconds(1),
        startPeriod: .seconds(120),
        interval: .seconds(5),
        retryInterval: .milliseconds(500),
        timeout: .seconds(5)
    )

    /// A pace of its own.
    package init(
        initialDelay: Duration,
        startFraction: Double = 0.015,
        startDelays: ClosedRange<Duration>,
        startInterval: Duration? = nil,
        startPeriod: Duration,
        interval: Duration,
        retryInterval: Duration,
        retries: Int = 3,
        timeout: Duration
    ) {
        self.initialDelay = initialDelay
        self.startFraction = startFraction
        self.startDelays = startDelays
        self.startInterval = startInterval
        self.startPeriod = startPeriod
        self.interval = interval
        self.retryInterval = retryInterval
        self.retries = max(1, retries)
        self.timeout = timeout
    }

    /// The pace of an `x-cpadev` probe.
    package init(_ probe: Probe) {
        switch probe {
        case .exec: self = .commandDefault
        case .postgres, .redis, .clamd, .http, .grpc, .tcp: self = .protocolDefault
        }
    }

    /// The pace that a Compose `healthcheck` asks for.
    ///
    /// Its interval and retries stand as they are, also after a failure: their author chose what they tolerate. Compose
    /// calls a service unhealthy `start_period` + `retries` × `interval` after the start at the soonest, so the quicker
    /// probing of cpadev must not call it so any earlier.
    package init(_ healthcheck: Healthcheck) {
        let retries = max(1, healthcheck.retries)
        self = .commandDefault
        startInterval = healthcheck.startInterval
        startPeriod = healthcheck.startPeriod + healthcheck.interval * retries
        interval = healthcheck.interval
        retryInterval = healthcheck.interval
        self.retries = retries
        timeout = healthcheck.timeout
    }

    /// How long to wait after an answer before asking again; `sinceStart` is the time at that answer.
    package func delay(sinceStart: Duration, after progress: ProbeProgress) -> Duration {
        let failures = progress.consecutiveFailures
        switch verdict(sinceStart: sinceStart, after: progress) {
        case .healthy where failures == 0:
            return interval
        case .healthy:
            return min(retryInterval, interval)
        case .starting:
            if let startInterval { return startInterval }
            return min(max(sinceStart * startFraction, startDelays.lowerBound), startDelays.upperBound)
        case .unhealthy:
            // A shift by more than 16 would be longer than any interval.
            let doublings = min(max(0, failures - retries), 16)
            return min(retryInterval * (1 << doublings), interval)
        }
    }

    /// What the answers amount to; `sinceStart` is the time at the last of them.
    package func verdict(sinceStart: Duration, after progress: ProbeProgress) -> ProbeVerdict {
        if progress.hasSucceeded {
            return progress.consecutiveFailures < retries ? .healthy : .unhealthy
        }
        return progress.consecutiveFailures >= retries && sinceStart >= startPeriod ? .unhealthy : .starting
    }
}
