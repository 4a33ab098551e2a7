import ComposeModel
import DockerEngine
import Runtime

/// The ports of a service, as published by an engine.
struct PublishedPorts: Hashable, Sendable {
    /// A container port and the host port on which it is published.
    struct Entry: Hashable, Sendable {
        var target: UInt16
        var transport: Port.TransportProtocol
        /// Empty for all addresses.
        var hostIP: String
        /// nil to let the engine choose.
        var published: UInt16?
        /// Whether the file specifies the host port. Others may change from one start to the next.
        var isFixed: Bool

        /// The engine's key for the port: `5432/tcp`.
        var key: String { "\(target)/\(transport.rawValue)" }
    }

    var entries: [Entry] = []
    /// Ports that are declared but not published, such as `3000/tcp`.
    var exposed: [String] = []

    /// Creates the ports of a launch. TCP ports use the host ports settled on; others are as in the file.
    init(_ launch: Launch) {
        var settled = launch.bindings[...]
        for port in launch.service.ports {
            var published = port.published
            if port.transport == .tcp, let index = settled.firstIndex(where: { $0.target == port.target }) {
                published = settled[index].published
                settled.remove(at: index)
            }
            entries.append(
                Entry(
                    target: port.target,
                    transport: port.transport,
                    hostIP: port.hostIP ?? "",
                    published: published,
                    isFixed: port.published != nil
                )
            )
        }
        exposed = launch.service.expose.flatMap(Self.ports)
    }

    /// Expands `3000` or `8000-8010/udp` to single ports.
    static func ports(_ text: String) -> [String] {
        let parts = text.split(separator: "/", maxSplits: 1)
        let transport = parts.count == 2 ? parts[1] : "tcp"
        let ends = (parts.first ?? "").split(separator: "-", maxSplits: 1).compactMap { UInt16($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return [] }
        return (first...last).map { "\($0)/\(transport)" }
    }

    /// The ports without host ports that the file leaves open, so that two starts compare equal.
    var comparable: PublishedPorts {
        var result = self
        for index in entries.indices where !entries[index].isFixed { result.entries[index].published = nil }
        return result
    }
}

extension Launch {
    /// Whether the Compose file leaves any host port unspecified.
    var leavesHostPortsOpen: Bool { service.ports.contains { $0.published == nil } }
}

extension ContainerInspection {
    /// Returns the host ports on which a launch's ports are actually published.
    func bindings(of launch: Launch) -> [Launch.Binding] {
        launch.bindings.map { binding in
            let shown = networkSettings?.ports?["\(binding.target)/tcp"].flatMap { $0 } ?? []
            let ports = shown.compactMap { $0.hostPort.flatMap { UInt16($0) } }
            // A port may be published on several host ports; the requested one is preferred.
            guard !ports.contains(binding.published), let port = ports.first else { return binding }
            return Launch.Binding(target: binding.target, host: binding.host, published: port)
        }
    }
}
