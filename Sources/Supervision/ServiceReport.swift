public import ComposeModel
public import Health
public import Runtime

/// Everything that is known of one service at a moment.
public struct ServiceReport: Hashable, Sendable {
    /// The last answer of a probe.
    public struct ProbeAnswer: Hashable, Sendable {
        public var kind: String
        public var outcome: ProbeOutcome
        /// Nanoseconds since 1970.
        public var timeNs: Int64
    }

    /// A dependency, and whether its condition holds.
    public struct DependencyReport: Hashable, Sendable {
        public var dependency: Dependency
        public var isSatisfied: Bool
    }

    public var service: Service
    public var machine: ServiceStateMachine
    /// nil until a runtime was chosen.
    public var runtime: RuntimeKind?
    public var binary: Availability.Binary?
    public var bindings: [Launch.Binding]
    public var probe: ProbeAnswer?
    /// When the running instance was started: nanoseconds since 1970.
    public var startedNs: Int64?
    /// What is being fetched, while it is.
    public var progress: String?
    public var dependencies: [DependencyReport]
    public var dependents: [String]
    /// Dependencies that are not required and cannot be had.
    public var degradedBy: [String]
}

/// The whole stack at a moment.
public struct StackReport: Hashable, Sendable {
    /// The number of the last change that is part of it.
    public var sequence: UInt64
    public var project: Project
    /// In the order of the Compose file.
    public var services: [ServiceReport]
}
