/// A step that must succeed before a service starts. Source: Compose Specification, services, `pre_start`.
package struct PreStartStep: Hashable, Sendable {
    /// What to run: the service's definition overridden by the step, without what only a service has, such as ports,
    /// dependencies and steps.
    package var definition: Service
    /// Whether it runs for each replica rather than once for the service.
    package var runsPerReplica: Bool

    package init(definition: Service, runsPerReplica: Bool = false) {
        self.definition = definition
        self.runsPerReplica = runsPerReplica
    }
}
