import ComposeModel

/// The inputs of a container's definition from outside its service.
struct ContainerContext: Hashable, Sendable {
    var project: Project
    var names: ContainerNames
    /// The labels except for the volatile ones.
    var labels: [String: String]
    /// Entries `name:address` for services that run as processes of this machine.
    var peerHosts: [String] = []
    /// The engine's socket on this machine; nil if the engine is reached otherwise.
    var engineSocket: String?
    /// Whether the engine accepts several networks, a MAC address for each, and a start interval (API 1.44).
    var acceptsMultipleNetworks = false
    /// Secrets and configs that are bind-mounted from this machine.
    var boundFiles: [BoundFile] = []

    /// A file of this machine that is mounted into a container.
    struct BoundFile: Hashable, Sendable {
        var source: String
        var target: String
    }
}
