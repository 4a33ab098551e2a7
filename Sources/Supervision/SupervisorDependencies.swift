package import ComposeModel
package import Health
package import LogStore
package import Runtime

/// What a supervisor works with: values and closures that tests can script.
package struct SupervisorDependencies: Sendable {
    /// The runtimes that services can run in, one of a kind.
    package var runtimes: [any ServiceRuntime]
    /// Why a runtime does not exist, where more is known than that.
    package var absences: [RuntimeKind: RuntimeError]
    /// Makes the probes. It is shut down with the supervisor.
    package var probes: ProbeFactory
    /// The logs of services, with the supervisor's own notes.
    package var logs: LogStore
    /// Measures starts and times delays.
    package var clock: any Clock<Duration>
    package var tuning: RestartTuning
    /// Reads the Compose and env files again, and makes the replicas: as many as the files specify, or the given number.
    package var reload: @Sendable (_ scales: [String: Int]) async throws -> Project
    /// Returns which of some variables the launcher of a service reads.
    package var variablesRead: @Sendable (Service, Set<String>) -> Set<String>
    /// Returns who listens on `host:port`, for the user; nil if nobody does.
    package var portHolder: @Sendable (_ port: UInt16, _ host: String) -> String?
    /// Returns a free port of the loopback address.
    package var freePort: @Sendable () -> UInt16?
    /// Nanoseconds since 1970.
    package var wallClock: @Sendable () -> Int64

    package init(
        runtimes: [any ServiceRuntime],
        absences: [RuntimeKind: RuntimeError] = [:],
        probes: ProbeFactory,
        logs: LogStore,
        clock: any Clock<Duration> = ContinuousClock(),
        tuning: RestartTuning = RestartTuning(),
        reload: @escaping @Sendable (_ scales: [String: Int]) async throws -> Project,
        variablesRead: @escaping @Sendable (Service, Set<String>) -> Set<String> = { _, _ in [] },
        portHolder: @escaping @Sendable (UInt16, String) -> String?,
        freePort: @escaping @Sendable () -> UInt16?,
        wallClock: @escaping @Sendable () -> Int64
    ) {
        self.runtimes = runtimes
        self.absences = absences
        self.probes = probes
        self.logs = logs
        self.clock = clock
        self.tuning = tuning
        self.reload = reload
        self.variablesRead = variablesRead
        self.portHolder = portHolder
        self.freePort = freePort
        self.wallClock = wallClock
    }
}
