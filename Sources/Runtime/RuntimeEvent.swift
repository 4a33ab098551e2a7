/// What a runtime tells unasked.
package enum RuntimeEvent: Hashable, Sendable {
    /// An instance ended. The note says why in words, where the runtime knows more than the status does:
    /// `out of memory`, `its container was removed`.
    case exited(InstanceID, ExitStatus, note: String?)
    /// Somebody outside of cpadev stopped it on purpose. Its exit is told as well, before or after.
    case stoppedOutside(InstanceID)
    /// Somebody outside of cpadev froze it.
    case paused(InstanceID)
    /// Somebody let a frozen one go on.
    case resumed(InstanceID)
    /// What the instance's own health check said last, where the runtime carries one out. Told at each change, and once
    /// after each start, `resumed` and `found`, since nothing is known of its health then.
    case health(InstanceID, ReportedHealth)
    /// The runtime cannot be asked any more; nothing is known of any instance of it. Told once.
    case lost(reason: String)
    /// It can be asked again. What became of each instance follows.
    case recovered
    /// An instance still runs, after the runtime was lost.
    case found(InstanceID, RunningInstance)
    /// An instance ended because the runtime itself went down, by no fault of its own.
    case interrupted(InstanceID)
}

/// What a health check that a runtime carries out says.
package enum ReportedHealth: Hashable, Sendable {
    case starting
    case healthy
    /// With the last output of the check.
    case unhealthy(message: String)
}
