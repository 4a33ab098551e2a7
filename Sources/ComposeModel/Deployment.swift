package import OrderedCollections

/// What of a service's `deploy` one machine can carry out, besides `Resources` and `ContainerLimits`.
///
/// Source: Compose Deploy Specification.
package struct Deployment: Hashable, Sendable {
    /// `deploy.labels`: of the service as a whole, and not of its containers.
    package var labels: OrderedDictionary<String, String> = [:]
    /// `deploy.restart_policy`; nil: the file has none. Where it is there, `Service.restart` is made of it.
    package var restartPolicy: DeploymentRestartPolicy?

    /// What holds where the service has no `deploy`.
    package init() {}
}

/// `deploy.restart_policy`. Source: Compose Deploy Specification, `restart_policy`.
package struct DeploymentRestartPolicy: Hashable, Sendable {
    /// After which end of the service it is started again.
    package enum Condition: String, Hashable, Sendable, CaseIterable {
        case none
        case onFailure = "on-failure"
        case any
    }

    /// `any` by default.
    package var condition: Condition
    /// The time between the end and the next start; nil: the runtime's choice.
    package var delay: Duration?
    /// How often in a row at most; nil: without limit.
    package var maxAttempts: Int?
    /// How long a start must last to have succeeded; nil: the runtime's choice.
    package var window: Duration?

    /// Always and at once, unless said otherwise.
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
