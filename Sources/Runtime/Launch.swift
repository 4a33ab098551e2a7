package import ComposeModel

/// Everything a runtime needs to start one instance of a service.
package struct Launch: Hashable, Sendable {
    /// The start of the service that this is.
    package var instance: InstanceID
    package var service: Service
    /// The service's environment, with addresses already rewritten for its runtime.
    package var environment: [String: String]
    /// The host port settled on for each port.
    package var bindings: [Binding]
    /// The ports of services that this one provides, by service name.
    package var providedBindings: [String: [Binding]]
    /// For a container: the ports of services that it may call and that run as processes of this machine, by each of
    /// the services' names.
    package var hostPeers: [String: [Binding]]
    /// The variables of the caller and env files as last read for the service, for launchers; empty for those that the
    /// runtime was created with.
    package var variables: [String: String]
    /// The program that runs or would run; nil if unknown.
    package var binary: Availability.Binary?

    /// A container port and the host address that reaches it.
    package struct Binding: Hashable, Sendable {
        /// The port inside the service, as in the Compose file.
        package var target: UInt16
        /// The address to connect to from this machine.
        package var host: String
        package var published: UInt16

        package init(target: UInt16, host: String, published: UInt16) {
            self.target = target
            self.host = host
            self.published = published
        }

        /// Returns the bindings of a service's TCP ports. A port whose host port the file leaves open gets a free one, or
        /// is omitted if there is none.
        package static func settled(of service: Service, freePort: () -> UInt16? = { nil }) -> [Binding] {
            service.ports.compactMap { port in
                guard port.transport == .tcp, let published = port.published ?? freePort() else { return nil }
                return Binding(target: port.target, host: port.reachableHost, published: published)
            }
        }
    }

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
