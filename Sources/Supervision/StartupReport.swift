public import ServiceGraph

/// Where the time of a start went.
public struct StartupReport: Hashable, Sendable {
    /// By service; times from the moment at which `up` was accepted.
    public var times: [String: StartTimes]
    /// The chain of services that decided how long the start took.
    public var criticalPath: CriticalPath
    /// Until the last service was ready.
    public var total: Duration
}
