package import ServiceGraph

/// Where the time of a start went.
package struct StartupReport: Hashable, Sendable {
    /// By service; times from the moment at which `up` was accepted.
    package var times: [String: StartTimes]
    /// The chain of services that decided how long the start took.
    package var criticalPath: CriticalPath
    /// Until the last service was ready.
    package var total: Duration
}
