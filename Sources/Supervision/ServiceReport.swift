public import ComposeModel
public import Health
public import LogStore
public import Runtime

/// Everything that is known of one service at a moment.
public struct ServiceReport: Hashable, Sendable {
    /// The last answer of a probe.
    public struct ProbeAnswer: Hashable, Sendable {
        /// Which protocol was asked, such as `postgres` or `http`.
        public var kind: String
        /// Whether it was ready, how long the answer took, and what it said.
        public var outcome: ProbeOutcome
        /// Nanoseconds since 1970.
        public var timeNs: Int64
    }

    /// A dependency, and whether its condition holds.
    public struct DependencyReport: Hashable, Sendable {
        /// The dependency as the graph has it.
        public var dependency: Dependency
        /// Whether its condition holds now.
        public var isSatisfied: Bool
    }

    /// The definition in force.
    public var service: Service
    /// Its state, generation, process id and restarts.
    public var machine: ServiceStateMachine
    /// nil until a runtime was chosen.
    public var runtime: RuntimeKind?
    /// The service whose process serves this one; nil where it has an instance of its own.
    public var provider: String?
    /// Of the running instance, where it is a container.
    public var container: RunningInstance.Container?
    /// What it is stopped with.
    public var stopSignal: Signal
    /// The program that runs, or would; nil where it is not known.
    public var binary: Availability.Binary?
    /// Its TCP ports, with the host's ports that were settled on.
    public var bindings: [Launch.Binding]
    /// nil until a probe of the running instance has answered.
    public var probe: ProbeAnswer?
    /// When the running instance was started: nanoseconds since 1970.
    public var startedNs: Int64?
    /// What is being fetched, while it is.
    public var progress: String?
    /// What it waits for, and whether that holds.
    public var dependencies: [DependencyReport]
    /// Services that wait for this one directly.
    public var dependents: [String]
    /// Dependencies that are not required and cannot be had.
    public var degradedBy: [String]
    /// What its log lacks since the supervisor was started.
    public var logLoss: LogLoss
}

/// The whole stack at a moment.
public struct StackReport: Hashable, Sendable {
    /// The number of the last change that is part of it.
    public var sequence: UInt64
    /// The definition in force.
    public var project: Project
    /// In the order of the Compose file.
    public var services: [ServiceReport]
}
