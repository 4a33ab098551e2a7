import ComposeModel
import DockerEngine

/// Everything that is known of a container before it is made.
struct ContainerPlan: Sendable {
    /// A network that is joined between creation and start.
    struct FurtherNetwork: Sendable {
        var id: String
        var endpoint: EndpointSettings
    }

    var name: String
    var request: ContainerCreateRequest
    /// Of the definition; see ``ConfigurationHash``.
    var hash: String
    /// Put into the container before its start.
    var files: [ContainerFile]
    var furtherNetworks: [FurtherNetwork]
    /// What the image declares as volumes.
    var imageVolumes: [String]
    /// As `os[/architecture[/variant]]`.
    var platform: String?
    /// The container or its image has a health check.
    var reportsHealth: Bool
    var hasTerminal: Bool
    /// What its image asks to be stopped with.
    var imageStopSignal: Signal?

    /// Where the request mounts something that has a name.
    var mountedPaths: [String] {
        let mounts = (request.hostConfig.mounts ?? []).map(\.target)
        let binds = (request.hostConfig.binds ?? []).compactMap { bind in
            bind.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
        }
        return mounts + binds + Array((request.hostConfig.tmpfs ?? [:]).keys)
    }
}
