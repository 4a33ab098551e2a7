/// A question to a service whose answer tells whether it is ready.
package protocol HealthProbe: Sendable {
    /// The protocol that is spoken, such as `postgres`, `http` or `exec`.
    var kind: String { get }

    /// Asks once. Never throws: whatever goes wrong is an outcome. Returns within `timeout` and a few milliseconds,
    /// and sooner when the task is cancelled (then with a failed outcome that is to be thrown away).
    @concurrent
    func check(timeout: Duration) async -> ProbeOutcome
}
