package import ComposeModel

/// A running instance, as reported by its runtime.
package struct RunningInstance: Hashable, Sendable {
    /// A container of an engine.
    package struct Container: Hashable, Sendable {
        /// The engine's id: 64 hexadecimal digits.
        package var id: String
        /// Its name, such as `cpa-platform-postgres-1`.
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Its main process on this machine; nil if unknown, as with an engine on another machine.
    package var pid: Int32?
    /// nil for a process of this machine.
    package var container: Container?
    /// When it was started, in nanoseconds since 1970, if it was already running and was taken over; otherwise nil.
    package var runningSinceNs: Int64?
    /// Its ports if they differ from those that the launch asked for; otherwise nil.
    package var bindings: [Launch.Binding]?
    /// Whether its health is reported with ``RuntimeEvent/health(_:_:)``.
    package var reportsHealth: Bool
    /// The stop signal that its image declares; nil if there is none.
    package var stopSignal: Signal?
    /// Variables for its dependents.
    package var offers: OfferedVariables

    package init(
        pid: Int32?,
        container: Container? = nil,
        runningSinceNs: Int64? = nil,
        bindings: [Launch.Binding]? = nil,
        reportsHealth: Bool = false,
        stopSignal: Signal? = nil,
        offers: OfferedVariables = OfferedVariables()
    ) {
        self.pid = pid
        self.container = container
        self.runningSinceNs = runningSinceNs
        self.bindings = bindings
        self.reportsHealth = reportsHealth
        self.stopSignal = stopSignal
        self.offers = offers
    }
}
