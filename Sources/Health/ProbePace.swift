package import ComposeModel

/// Determines when to probe a service and when failures make it unhealthy. It has no clock of its own.
///
/// Before the first success the delay is a fixed fraction of the time since the start, so readiness is detected late by at
/// most about that fraction: 1.5 % of 200 ms is 3 ms, at 5 s it is 75 ms. After the first success it is `interval`. After a
/// failure it is `retryInterval` until there are `retries` failures and the service is unhealthy. From then on the delay
/// doubles up to `interval`, so that a recovery is detected soon and a dead service is cheap.
package struct ProbePace: Hashable, Sendable {
    /// The delay before the first probe.
    package var initialDelay: Duration
    /// The delay before the next probe, until the first success, as a fraction of the time since the start.
    package var startFraction: Double
    /// The bounds of that delay.
    package var startDelays: ClosedRange<Duration>
    /// A fixed delay until the first success, instead of the fraction.
    package var startInterval: Duration?
    /// The time since the start within which failures do not make the service unhealthy, until the first success.
    package var startPeriod: Duration
    /// The delay between probes of a healthy service.
    package var interval: Duration
    /// The delay after a failure of a service that was healthy.
    package var retryInterval: Duration
    /// The number of consecutive failures that make a service unhealthy, at least 1.
    package var retries: Int
    /// The timeout of a single probe.
    package var timeout: Duration

    /// The pace for probes that cost only microseconds while nothing listens.
    package static let protocolDefault = ProbePace(
        initialDelay: .milliseconds(2),
        startDelays: .milliseconds(3) ... .milliseconds(250),
        startPeriod: .seconds(120),
        interval: .seconds(5),
        retryInterval: .milliseconds(500),
        timeout: .seconds(2)
    )

    /// The pace for probes that start a process.
    package static let commandDefault = ProbePace(
        initialDelay: .milliseconds(50),
        startDelays: .milliseconds(50) ... .seconds(1),
        startPeriod: .seconds(120),
        interval: .seconds(5),
        retryInterval: .milliseconds(500),
        timeout: .seconds(5)
    )

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

    /// The pace of a Compose `healthcheck`.
    ///
    /// Its interval and retries apply unchanged, even after a failure, since their author chose what they tolerate. Compose
    /// reports a service as unhealthy at the earliest `start_period` + `retries` × `interval` after the start, so cpadev must not
    /// do so earlier, although it probes more often.
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

    /// The delay before the next probe; `sinceStart` is the time of the last outcome.
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
            // 16 doublings exceed any interval.
            let doublings = min(max(0, failures - retries), 16)
            return min(retryInterval * (1 << doublings), interval)
        }
    }

    /// The verdict after the outcomes so far; `sinceStart` is the time of the last one.
    package func verdict(sinceStart: Duration, after progress: ProbeProgress) -> ProbeVerdict {
        if progress.hasSucceeded {
            return progress.consecutiveFailures < retries ? .healthy : .unhealthy
        }
        return progress.consecutiveFailures >= retries && sinceStart >= startPeriod ? .unhealthy : .starting
    }
}
