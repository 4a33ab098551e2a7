import ComposeModel

/// The names that an engine sees, as Docker Compose 2 gives them, so that its commands find what is made here.
///
/// Source: docker/compose, pkg/api/labels.go and pkg/compose/create.go.
struct ContainerNames: Hashable, Sendable {
    /// The project's name.
    var project: String

    init(project: String) { self.project = project }

    /// `<project>-<service>-<number of the replica>`, or the `container_name` of a service.
    func container(of service: Service) -> String {
        service.containerName ?? "\(project)-\(service.family)-\(service.replica)"
    }

    /// `<project>_<key>`, or the `name` of a network.
    func network(_ key: String, _ network: Network) -> String { network.name ?? "\(project)_\(key)" }

    /// `<project>_<key>`, or the `name` of a volume.
    func volume(_ key: String, _ volume: NamedVolume) -> String { volume.name ?? "\(project)_\(key)" }

    /// A name that keeps a container apart while another one takes its place.
    static func replaced(_ name: String, id: String) -> String { "\(id.prefix(12))_\(name)" }
}
