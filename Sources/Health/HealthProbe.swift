/// A readiness probe of a service.
package protocol HealthProbe: Sendable {
    /// The kind of probe, such as `postgres`, `http` or `exec`.
    var kind: String { get }

    /// Runs the probe once. Failures are outcomes, so it never throws. Returns within `timeout` plus a few milliseconds, or
    /// sooner when the task is cancelled, with a failed outcome that should be discarded.
    @concurrent
    func check(timeout: Duration) async -> ProbeOutcome
}
