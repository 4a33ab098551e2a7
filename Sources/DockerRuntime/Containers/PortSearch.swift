import ComposeModel
import DockerEngine
import Runtime

/// Finds the container that publishes a port of this machine.
struct PortSearch: Sendable {
    let client: EngineClient
    let configuration: DockerConfiguration

    /// Returns the container that publishes a TCP port on an address, or nil if none does.
    func holder(of port: UInt16, host: String) async -> PortHolder? {
        guard let containers = try? await client.listContainers(labels: [:], all: false) else { return nil }
        let holder = containers.first { container in
            (container.ports ?? []).contains { entry in
                entry.publicPort == port && entry.kind != "udp" && Self.overlaps(entry.ip, host)
            }
        }
        guard let holder else { return nil }
        let labels = holder.labels ?? [:]
        let project = labels[ComposeLabels.project]
        if project == configuration.project.name,
            let service = labels[ComposeLabels.instance] ?? labels[ComposeLabels.service]
        {
            return .service(service)
        }
        let name = ExistingContainer(holder).name
        return .other("container \(name)" + (project.map { " of project \($0)" } ?? ""))
    }

    /// Whether a listener on `address` conflicts with one on `host`.
    static func overlaps(_ address: String?, _ host: String) -> Bool {
        guard let address, !address.isEmpty, address != "0.0.0.0", address != "::" else { return true }
        return address == host || host == "0.0.0.0" || host == "::" || host.isEmpty
    }
}
