package import ServiceGraph

/// How long each service took to start.
package struct StartupReport: Hashable, Sendable {
    /// The times by service, measured from the moment at which `up` was accepted.
    package var times: [String: StartTimes]
    /// The chain of services that decided how long the start took.
    package var criticalPath: CriticalPath
    /// The time until the last service was ready.
    package var total: Duration
}
