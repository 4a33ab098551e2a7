import ComposeModel
import DockerEngine

/// The complete definition of a container to create.
struct ContainerPlan: Sendable {
    /// A network that is joined after creation and before the start.
    struct AdditionalNetwork: Sendable {
        var id: String
        var endpoint: EndpointSettings
    }

    var name: String
    var request: ContainerCreateRequest
    /// The hash of the definition; see ``ConfigurationHash``.
    var hash: String
    /// Files to copy into the container before its start.
    var files: [ContainerFile]
    var additionalNetworks: [AdditionalNetwork]
    /// The paths that the image declares as volumes.
    var imageVolumes: [String]
    /// `os[/architecture[/variant]]`.
    var platform: String?
    /// Whether the container or its image has a health check.
    var reportsHealth: Bool
    var hasTerminal: Bool
    /// The stop signal that the image declares.
    var imageStopSignal: Signal?

    /// The mount paths of everything other than anonymous volumes.
    var mountedPaths: [String] {
        let mounts = (request.hostConfig.mounts ?? []).map(\.target)
        let binds = (request.hostConfig.binds ?? []).compactMap { bind in
            bind.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
        }
        return mounts + binds + Array((request.hostConfig.tmpfs ?? [:]).keys)
    }
}
