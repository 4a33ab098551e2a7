public import ComposeModel

/// Everything a runtime needs to start one instance of a service.
public struct Launch: Hashable, Sendable {
    public var instance: InstanceID
    public var service: Service
    /// The service's environment with addresses already those of the place where it will run.
    public var environment: [String: String]
    /// Every port with the host's port that was settled on.
    public var bindings: [Binding]
    /// Ports of services that this one provides, by their name.
    public var providedBindings: [String: [Binding]]

    /// A container port and the host's address that reaches it.
    public struct Binding: Hashable, Sendable {
        public var target: UInt16
        public var host: String
        public var published: UInt16

        public init(target: UInt16, host: String, published: UInt16) {
            self.target = target
            self.host = host
            self.published = published
        }
    }

    public init(
        instance: InstanceID,
        service: Service,
        environment: [String: String],
        bindings: [Binding],
        providedBindings: [String: [Binding]] = [:]
    ) {
        self.instance = instance
        self.service = service
        self.environment = environment
        self.bindings = bindings
        self.providedBindings = providedBindings
    }
}
