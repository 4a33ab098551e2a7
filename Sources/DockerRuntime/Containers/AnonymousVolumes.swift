import DockerEngine

/// The volumes without a name of a container that is replaced: those that the new one goes on with, and those that it
/// has no use for.
///
/// An engine removes the volumes without a name together with the container that they were made for, and with no
/// other. One that is handed on must therefore be removed by name when the last container that has it goes; a label
/// keeps the names.
struct AnonymousVolumes: Hashable, Sendable {
    /// By where the container sees them.
    private(set) var carried: [String: String] = [:]
    /// Their names.
    private(set) var dropped: [String] = []

    /// - Parameter plan: what the new container is to be.
    init(_ former: ContainerInspection, wanted plan: ContainerPlan) {
        let wanted = Set(plan.imageVolumes + (plan.request.volumes ?? []))
        let named = Set(plan.mountedPaths)
        let handedOn = Self.names(in: former.config?.labels ?? [:])
        for mount in former.mounts ?? [] where mount.kind == "volume" {
            guard let name = mount.name, Self.isAnonymous(name) || handedOn.contains(name) else { continue }
            if wanted.contains(mount.destination), !named.contains(mount.destination) {
                carried[mount.destination] = name
            } else {
                dropped.append(name)
            }
        }
    }

    /// Has the new container mount what is carried over.
    func add(to request: inout ContainerCreateRequest) {
        guard !carried.isEmpty else { return }
        let binds = carried.sorted { $0.key < $1.key }.map { "\($0.value):\($0.key):rw" }
        request.hostConfig.binds = (request.hostConfig.binds ?? []) + binds
        request.volumes = request.volumes?.filter { carried[$0] == nil }
        request.labels[ComposeLabels.volumes] = carried.values.sorted().joined(separator: ",")
    }

    /// Removes the former container, with what is not carried over.
    func remove(_ former: String, _ client: EngineClient) async {
        try? await client.removeContainer(former, force: true, volumes: carried.isEmpty)
        for name in dropped { try? await client.removeVolume(name) }
    }

    /// The volumes that a container got from its predecessors, by its labels.
    static func names(in labels: [String: String]) -> [String] {
        labels[ComposeLabels.volumes].map { $0.split(separator: ",").map(String.init) } ?? []
    }

    /// Engines name them by 64 hexadecimal digits.
    private static func isAnonymous(_ name: String) -> Bool {
        name.utf8.count == 64 && name.allSatisfy(\.isHexDigit)
    }
}
