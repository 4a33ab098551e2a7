import ComposeModel

/// What a container's definition takes from outside of its service.
struct ContainerContext: Hashable, Sendable {
    /// The project that the service belongs to.
    var project: Project
    /// How things are called.
    var names: ContainerNames
    /// Labels apart from the volatile ones.
    var labels: [String: String]
    /// Host names and addresses of services that run as processes of this machine, `name:address`.
    var peerHosts: [String] = []
    /// The engine's own socket on this machine; nil where it is not reached by one.
    var engineSocket: String?
    /// The engine takes several networks at once, a MAC address for each, and a health check's start interval (API 1.44).
    var takesSeveralNetworks = false
    /// The path on this machine of secrets and configs that are bind-mounted, by what they are to be inside.
    var boundFiles: [BoundFile] = []

    /// A file of this machine that a container sees.
    struct BoundFile: Hashable, Sendable {
        var source: String
        var target: String
    }
}
