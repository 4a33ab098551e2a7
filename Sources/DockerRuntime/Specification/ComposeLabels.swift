import ComposeModel
import OrderedCollections

/// The labels by which Docker Compose and cpadev recognize the objects that they created.
///
/// Source: docker/compose, pkg/api/labels.go; the keys of `dev.cpadev` are this project's own.
struct ComposeLabels: Sendable {
    static let project = "com.docker.compose.project"
    static let service = "com.docker.compose.service"
    static let number = "com.docker.compose.container-number"
    static let oneOff = "com.docker.compose.oneoff"
    static let configHash = "com.docker.compose.config-hash"
    static let version = "com.docker.compose.version"
    static let workingDirectory = "com.docker.compose.project.working_dir"
    static let configFiles = "com.docker.compose.project.config_files"
    static let dependsOn = "com.docker.compose.depends_on"
    static let image = "com.docker.compose.image"
    /// Marks a container that runs on behalf of another: `pre_start`.
    static let hook = "com.docker.compose.hook"
    static let network = "com.docker.compose.network"
    static let volume = "com.docker.compose.volume"

    /// The service's name in cpadev, which includes the number of a replica.
    static let instance = "dev.cpadev.service"
    /// The hash of the container's definition; see ``ConfigurationHash``.
    static let definition = "dev.cpadev.config-hash"
    /// The state directory of the supervisor that created it.
    static let state = "dev.cpadev.state"
    /// The generation of the start that created it.
    static let generation = "dev.cpadev.generation"
    /// The comma-separated names of anonymous volumes that a container took over from its predecessor.
    static let volumes = "dev.cpadev.volumes"
    /// For an image that was built on this machine: what it contains instead of what its name implies.
    static let contents = "dev.cpadev.local-image.holds"

    private let configuration: DockerConfiguration

    init(_ configuration: DockerConfiguration) { self.configuration = configuration }

    /// The labels of a container except for the volatile ones, including the labels in the Compose file.
    func container(of service: Service, imageID: String) -> [String: String] {
        let project = configuration.project
        return Dictionary(service.labels.map { ($0, $1) }) { $1 }
            .merging([
                Self.project: project.name,
                Self.service: service.family,
                Self.number: String(service.replica),
                Self.instance: service.name,
                Self.oneOff: "False",
                Self.version: configuration.version,
                Self.workingDirectory: project.directory,
                Self.configFiles: project.files.joined(separator: ","),
                Self.dependsOn: Self.dependencies(of: service),
                Self.image: imageID,
            ]) { $1 }
    }

    /// The labels that change from one start to the next, or derive from the rest of the request.
    func volatile(hash: String, generation: UInt64) -> [String: String] {
        [
            Self.configHash: hash, Self.definition: hash, Self.state: configuration.stateDirectory,
            Self.generation: String(generation),
        ]
    }

    /// The labels of a network, by its key in the file.
    func network(_ key: String, _ network: Network) -> [String: String] {
        network.labels.merging(made(Self.network, key)) { $1 }
    }

    /// The labels of a volume, by its key in the file.
    func volume(_ key: String, _ volume: NamedVolume) -> [String: String] {
        volume.labels.merging(made(Self.volume, key)) { $1 }
    }

    /// The labels of an image that is built for a service.
    func image(of service: Service) -> [String: String] { made(Self.service, service.family) }

    private func made(_ label: String, _ key: String) -> [String: String] {
        [
            Self.project: configuration.project.name, label: key, Self.version: configuration.version,
        ]
    }

    /// `postgres:service_healthy:false,redis:service_started:true`
    private static func dependencies(of service: Service) -> String {
        service.dependencies.map { "\($0.service):\($0.condition.rawValue):\($0.restart)" }.joined(separator: ",")
    }
}
