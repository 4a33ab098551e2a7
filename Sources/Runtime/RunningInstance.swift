public import ComposeModel

/// An instance that runs, as its runtime knows it.
public struct RunningInstance: Hashable, Sendable {
    /// A container of an engine.
    public struct Container: Hashable, Sendable {
        /// The engine's id: 64 hexadecimal digits.
        public var id: String
        /// Its name, such as `cpa-platform-postgres-1`.
        public var name: String

        /// A container by its id and name.
        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Its main process on this machine; nil where that is unknown, as on another machine's engine.
    public var pid: Int32?
    /// nil for a process of this machine.
    public var container: Container?
    /// When it was started, where that was before now: it ran already and was taken over. Nanoseconds since 1970.
    public var runningSinceNs: Int64?
    /// Its ports, where they are others than the launch asked for; nil: as asked for.
    public var bindings: [Launch.Binding]?
    /// Whether ``RuntimeEvent/health(_:_:)`` will tell how it does.
    public var reportsHealth: Bool
    /// What its image asks to be stopped with; nil where it says nothing.
    public var stopSignal: Signal?
    /// Variables for those that depend on it.
    public var offers: OfferedVariables

    /// A process that was just started, unless said otherwise.
    public init(
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
