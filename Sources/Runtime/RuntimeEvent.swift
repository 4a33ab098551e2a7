/// An event reported by a runtime.
package enum RuntimeEvent: Hashable, Sendable {
    /// An instance ended. The note gives the reason if the runtime knows more than the status: `out of memory`,
    /// `its container was removed`.
    case exited(InstanceID, ExitStatus, note: String?)
    /// An instance was stopped on purpose from outside cpadev. `exited` is reported as well, before or after.
    case stoppedExternally(InstanceID)
    /// An instance was paused from outside cpadev.
    case paused(InstanceID)
    /// A paused instance was resumed.
    case resumed(InstanceID)
    /// The result of the instance's health check, if the runtime runs one. Reported on each change, and once after each
    /// start, `resumed` and `found`, when the health is unknown.
    case health(InstanceID, ReportedHealth)
    /// The runtime is unreachable and the state of its instances is unknown. Reported once.
    case lost(reason: String)
    /// The runtime is reachable again. Events about each of its instances follow.
    case recovered
    /// An instance is still running after the runtime was lost.
    case found(InstanceID, RunningInstance)
    /// An instance ended only because the runtime itself went down.
    case interrupted(InstanceID)
}

/// The result of a health check that is run by a runtime.
package enum ReportedHealth: Hashable, Sendable {
    case starting
    case healthy
    /// `message` is the last output of the check.
    case unhealthy(message: String)
}
