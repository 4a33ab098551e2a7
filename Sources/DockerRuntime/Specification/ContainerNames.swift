import ComposeModel

/// The names of objects in the engine. They match those of Docker Compose 2, so that its commands find the objects.
///
/// Source: docker/compose, pkg/api/labels.go and pkg/compose/create.go.
struct ContainerNames: Hashable, Sendable {
    var project: String

    init(project: String) { self.project = project }

    /// `<project>-<service>-<replica>`, or the service's `container_name`.
    func container(of service: Service) -> String {
        service.containerName ?? "\(project)-\(service.family)-\(service.replica)"
    }

    /// `<project>_<key>`, or the network's `name`.
    func network(_ key: String, _ network: Network) -> String { network.name ?? "\(project)_\(key)" }

    /// `<project>_<key>`, or the volume's `name`.
    func volume(_ key: String, _ volume: NamedVolume) -> String { volume.name ?? "\(project)_\(key)" }

    /// The temporary name of a container that is being replaced.
    static func replaced(_ name: String, id: String) -> String { "\(id.prefix(12))_\(name)" }
}
