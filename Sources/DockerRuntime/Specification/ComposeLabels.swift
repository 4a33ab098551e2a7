import ComposeModel
import OrderedCollections

/// The labels by which Docker Compose and cpadev recognize what they made.
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
    /// Of a container that runs for the sake of another: `pre_start`.
    static let hook = "com.docker.compose.hook"
    static let network = "com.docker.compose.network"
    static let volume = "com.docker.compose.volume"

    /// The service's name here, which for a replica has its number.
    static let instance = "dev.cpadev.service"
    /// The hash of the definition from which a container was made; see ``ConfigurationHash``.
    static let definition = "dev.cpadev.config-hash"
    /// The state directory of the supervisor that made it.
    static let state = "dev.cpadev.state"
    /// Which start of the service made it.
    static let generation = "dev.cpadev.generation"
    /// The names of volumes without a name that a container got from its predecessor, separated by commas.
    static let volumes = "dev.cpadev.volumes"
    /// Of an image that was made on this machine: what it holds in place of what its name says.
    static let contents = "dev.cpadev.local-image.holds"

    private let configuration: DockerConfiguration

    init(_ configuration: DockerConfiguration) { self.configuration = configuration }

    /// Labels of a container, apart from those that hold its hash; the file's own are among them.
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

    /// What changes from one start to the next, or is made of the rest of the request.
    func volatile(hash: String, generation: UInt64) -> [String: String] {
        [
            Self.configHash: hash, Self.definition: hash, Self.state: configuration.stateDirectory,
            Self.generation: String(generation),
        ]
    }

    /// Labels of a network by its key in the file.
    func network(_ key: String, _ network: Network) -> [String: String] {
        network.labels.merging(made(Self.network, key)) { $1 }
    }

    /// Labels of a volume by its key in the file.
    func volume(_ key: String, _ volume: NamedVolume) -> [String: String] {
        volume.labels.merging(made(Self.volume, key)) { $1 }
    }

    /// Labels of an image that is built for a service.
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
