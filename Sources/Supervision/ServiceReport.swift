package import ComposeModel
package import Health
package import LogStore
package import Runtime

/// Everything that is known of one service at a moment.
package struct ServiceReport: Hashable, Sendable {
    /// The last answer of a probe.
    package struct ProbeAnswer: Hashable, Sendable {
        /// Which protocol was asked, such as `postgres` or `http`.
        package var kind: String
        /// Whether it was ready, how long the answer took, and what it said.
        package var outcome: ProbeOutcome
        /// Nanoseconds since 1970.
        package var timeNs: Int64
    }

    /// A dependency, and whether its condition holds.
    package struct DependencyReport: Hashable, Sendable {
        /// The dependency as the graph has it.
        package var dependency: Dependency
        /// Whether its condition holds now.
        package var isSatisfied: Bool
    }

    /// The definition in force.
    package var service: Service
    /// Its state, generation, process id and restarts.
    package var machine: ServiceStateMachine
    /// nil until a runtime was chosen.
    package var runtime: RuntimeKind?
    /// The service whose process serves this one; nil where it has an instance of its own.
    package var provider: String?
    /// Of the running instance, where it is a container.
    package var container: RunningInstance.Container?
    /// What it is stopped with.
    package var stopSignal: Signal
    /// The program that runs, or would; nil where it is not known.
    package var binary: Availability.Binary?
    /// Its TCP ports, with the host's ports that were settled on.
    package var bindings: [Launch.Binding]
    /// nil until a probe of the running instance has answered.
    package var probe: ProbeAnswer?
    /// When the running instance was started: nanoseconds since 1970.
    package var startedNs: Int64?
    /// What is being fetched, while it is.
    package var progress: String?
    /// What it waits for, and whether that holds.
    package var dependencies: [DependencyReport]
    /// Services that wait for this one directly.
    package var dependents: [String]
    /// Dependencies that are not required and cannot be had.
    package var degradedBy: [String]
    /// What its log lacks since the supervisor was started.
    package var logLoss: LogLoss
}

/// The whole stack at a moment.
package struct StackReport: Hashable, Sendable {
    /// The number of the last change that is part of it.
    package var sequence: UInt64
    /// The definition in force.
    package var project: Project
    /// In the order of the Compose file.
    package var services: [ServiceReport]
}
