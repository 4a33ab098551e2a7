package import ComposeModel

/// Everything a runtime needs to start one instance of a service.
package struct Launch: Hashable, Sendable {
    /// Which start of the service this is.
    package var instance: InstanceID
    /// The service's definition.
    package var service: Service
    /// The service's environment with addresses already those of the place where it will run.
    package var environment: [String: String]
    /// Every port with the host's port that was settled on.
    package var bindings: [Binding]
    /// Ports of services that this one provides, by their name.
    package var providedBindings: [String: [Binding]]
    /// For a container: services that it may call and that run as processes of this machine, by each of their names,
    /// with where this machine reaches them.
    package var hostPeers: [String: [Binding]]
    /// The caller's and env files' variables as they were last read for the service, which launchers receive; empty: those
    /// that the runtime was made with.
    package var variables: [String: String]
    /// The program that runs, or would; nil where it is not known.
    package var binary: Availability.Binary?

    /// A container port and the host's address that reaches it.
    package struct Binding: Hashable, Sendable {
        /// The port inside the service, as the Compose file has it.
        package var target: UInt16
        /// The address to connect to from this machine.
        package var host: String
        /// The port on that address.
        package var published: UInt16

        /// A binding of the service's port `target` to `host:published`.
        package init(target: UInt16, host: String, published: UInt16) {
            self.target = target
            self.host = host
            self.published = published
        }

        /// Where this machine reaches the TCP ports of a service. One for which the file leaves the host's port open is
        /// given a free one, or left out where there is none.
        package static func settled(of service: Service, freePort: () -> UInt16? = { nil }) -> [Binding] {
            service.ports.compactMap { port in
                guard port.transport == .tcp, let published = port.published ?? freePort() else { return nil }
                return Binding(target: port.target, host: port.reachableHost, published: published)
            }
        }
    }

    /// A launch of a service that provides no other, unless said otherwise.
    package init(
        instance: InstanceID,
        service: Service,
        environment: [String: String],
        bindings: [Binding],
        providedBindings: [String: [Binding]] = [:],
        hostPeers: [String: [Binding]] = [:],
        variables: [String: String] = [:],
        binary: Availability.Binary? = nil
    ) {
        self.instance = instance
        self.service = service
        self.environment = environment
        self.bindings = bindings
        self.providedBindings = providedBindings
        self.hostPeers = hostPeers
        self.variables = variables
        self.binary = binary
    }
}
