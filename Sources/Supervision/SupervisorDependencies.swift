package import ComposeModel
package import Health
package import LogStore
package import Runtime

/// What a supervisor works with. Values and closures, so that tests can script all of it.
package struct SupervisorDependencies: Sendable {
    /// Where services can run; one runtime of a kind.
    package var runtimes: [any ServiceRuntime]
    /// Why there is no runtime of a kind, where more can be said of it than that.
    package var absences: [RuntimeKind: RuntimeError]
    /// Makes the probes; it is shut down with the supervisor.
    package var probes: ProbeFactory
    /// Where the output of services goes, and what is noted about them.
    package var logs: LogStore
    /// Measures starts and times delays.
    package var clock: any Clock<Duration>
    /// How the restarts of every service are paced.
    package var tuning: RestartTuning
    /// Reads the Compose and env files again, and makes the replicas: as many as the files say, or the given number.
    package var reload: @Sendable (_ scales: [String: Int]) async throws -> Project
    /// Which of some variables the launcher of a service reads.
    package var variablesRead: @Sendable (Service, Set<String>) -> Set<String>
    /// Who keeps `host:port` from being listened on, in words; nil where nobody does.
    package var portHolder: @Sendable (_ port: UInt16, _ host: String) -> String?
    /// A free port of the loopback address.
    package var freePort: @Sendable () -> UInt16?
    /// Nanoseconds since 1970.
    package var wallClock: @Sendable () -> Int64

    /// What a supervisor works with: the continuous clock and the usual pace, unless said otherwise.
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
