/// A step that must succeed before a service starts. Source: Compose Specification, services, `pre_start`.
package struct PreStartStep: Hashable, Sendable {
    /// What is run: the service's definition with what the step says over it, and without what only a service has, such as
    /// ports, dependencies and steps.
    package var definition: Service
    /// Whether it runs for each replica, or once for the service.
    package var runsPerReplica: Bool

    /// A step that runs once for the service, unless said otherwise.
    package init(definition: Service, runsPerReplica: Bool = false) {
        self.definition = definition
        self.runsPerReplica = runsPerReplica
    }
}
