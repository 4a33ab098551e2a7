package import ComposeModel

/// An instance that runs, as its runtime knows it.
package struct RunningInstance: Hashable, Sendable {
    /// A container of an engine.
    package struct Container: Hashable, Sendable {
        /// The engine's id: 64 hexadecimal digits.
        package var id: String
        /// Its name, such as `cpa-platform-postgres-1`.
        package var name: String

        /// A container by its id and name.
        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Its main process on this machine; nil where that is unknown, as on another machine's engine.
    package var pid: Int32?
    /// nil for a process of this machine.
    package var container: Container?
    /// When it was started, where that was before now: it ran already and was taken over. Nanoseconds since 1970.
    package var runningSinceNs: Int64?
    /// Its ports, where they are others than the launch asked for; nil: as asked for.
    package var bindings: [Launch.Binding]?
    /// Whether ``RuntimeEvent/health(_:_:)`` will tell how it does.
    package var reportsHealth: Bool
    /// What its image asks to be stopped with; nil where it says nothing.
    package var stopSignal: Signal?
    /// Variables for those that depend on it.
    package var offers: OfferedVariables

    /// A process that was just started, unless said otherwise.
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
