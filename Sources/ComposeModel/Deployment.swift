package import OrderedCollections

/// The parts of a service's `deploy` that apply to a single machine, besides `Resources` and `ContainerLimits`.
///
/// Source: Compose Deploy Specification.
package struct Deployment: Hashable, Sendable {
    /// `deploy.labels`: labels of the service, not of its containers.
    package var labels: OrderedDictionary<String, String> = [:]
    /// `deploy.restart_policy`; nil: the file has none. If set, `Service.restart` is derived from it.
    package var restartPolicy: DeploymentRestartPolicy?

    package init() {}
}

/// `deploy.restart_policy`. Source: Compose Deploy Specification, `restart_policy`.
package struct DeploymentRestartPolicy: Hashable, Sendable {
    /// Which exits of the service cause a restart.
    package enum Condition: String, Hashable, Sendable, CaseIterable {
        case none
        case onFailure = "on-failure"
        case any
    }

    package var condition: Condition
    /// The time between the exit and the restart; nil: the runtime's choice.
    package var delay: Duration?
    /// The largest number of consecutive restarts; nil: unlimited.
    package var maxAttempts: Int?
    /// How long the service must run for a restart to count as successful; nil: the runtime's choice.
    package var window: Duration?

    package init(
        condition: Condition = .any,
        delay: Duration? = nil,
        maxAttempts: Int? = nil,
        window: Duration? = nil
    ) {
        self.condition = condition
        self.delay = delay
        self.maxAttempts = maxAttempts
        self.window = window
    }
}
