package import ComposeModel
package import Health
package import LogStore
package import Runtime

/// The state of one service at a moment.
package struct ServiceReport: Hashable, Sendable {
    /// The last answer of a probe.
    package struct ProbeAnswer: Hashable, Sendable {
        /// The protocol, such as `postgres` or `http`.
        package var kind: String
        package var outcome: ProbeOutcome
        /// Nanoseconds since 1970.
        package var timeNs: Int64
    }

    /// A dependency, and whether its condition holds.
    package struct DependencyReport: Hashable, Sendable {
        package var dependency: Dependency
        /// Whether its condition holds now.
        package var isSatisfied: Bool
    }

    /// The definition in force.
    package var service: Service
    package var machine: ServiceStateMachine
    /// Nil until a runtime was chosen.
    package var runtime: RuntimeKind?
    /// The service whose process serves this one; nil if it has its own instance.
    package var provider: String?
    /// The running instance's container; nil for a process.
    package var container: RunningInstance.Container?
    package var stopSignal: Signal
    /// The program that runs, or would; nil if unknown.
    package var binary: Availability.Binary?
    /// Its TCP ports, with the host ports that were chosen.
    package var bindings: [Launch.Binding]
    /// Nil until a probe of the running instance has answered.
    package var probe: ProbeAnswer?
    /// When the running instance was started: nanoseconds since 1970.
    package var startedNs: Int64?
    /// What is being fetched, while it is.
    package var progress: String?
    package var dependencies: [DependencyReport]
    /// The services that depend on this one directly.
    package var dependents: [String]
    /// Optional dependencies that will not become ready.
    package var degradedBy: [String]
    /// The dependents that have to end before it ends too, to start again; empty if it does not wait for any.
    package var restartsAfter: [String]
    /// The lines that its log lacks since the supervisor started.
    package var logLoss: LogLoss
}

/// The whole stack at a moment.
package struct StackReport: Hashable, Sendable {
    /// The number of the last change that it includes.
    package var sequence: UInt64
    /// The definition in force.
    package var project: Project
    /// In the order of the Compose file.
    package var services: [ServiceReport]
}
