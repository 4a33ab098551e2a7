import ComposeModel
import DockerEngine
import Runtime

/// Plans a container and creates the networks and volumes that it needs.
struct ContainerPlanner: Sendable {
    let client: EngineClient
    let configuration: DockerConfiguration
    let images: ImageStore
    let networks: ProjectNetworks
    let volumes: ProjectVolumes
    let relays: HostRelays
    /// The engine's socket on this machine; nil if the engine is reached otherwise.
    let engineSocket: String?

    private var names: ContainerNames { ContainerNames(project: configuration.project.name) }

    /// Returns the plan of a launch. Its networks and volumes exist afterwards.
    func plan(_ launch: Launch) async throws(RuntimeError) -> ContainerPlan {
        let service = launch.service
        guard let reference = service.imageName(inProject: configuration.project.name) else {
            throw RuntimeError(.refused, "it has neither an image nor a build", remedy: "give the service an 'image'")
        }
        async let volumesMade = attempt { () async throws(RuntimeError) in try await makeVolumes(of: service) }
        async let image = attempt { () async throws(RuntimeError) in try await self.image(reference) }
        async let version = attempt { () async throws(EngineError) in try await client.info().apiVersion }
        let files = try FileObjects(of: service, in: configuration.project, environment: configuration.environment)
        let found = try await image.get()
        let takesSeveral = try negotiated(await version) >= APIVersion(1, 44)
        var context = ContainerContext(
            project: configuration.project,
            names: names,
            labels: ComposeLabels(configuration).container(of: service, imageID: found.id)
        )
        context.engineSocket = engineSocket
        context.acceptsMultipleNetworks = takesSeveral
        context.boundFiles = files.bound
        let ports = PublishedPorts(launch)
        let keys = ContainerRequestBuilder(launch: launch, context: context, ports: ports).networkKeys
        let made = try await makeNetworks(keys)
        try await volumesMade.get()
        context.peerHosts = await peerHosts(launch, first: keys.first.flatMap { made[$0] })
        return plan(launch, reference, found, context, ports, files, made)
    }

    private func plan(
        _ launch: Launch,
        _ reference: String,
        _ image: ImageInspection,
        _ context: ContainerContext,
        _ ports: PublishedPorts,
        _ files: FileObjects,
        _ made: [String: String]
    ) -> ContainerPlan {
        let service = launch.service
        let builder = ContainerRequestBuilder(launch: launch, context: context, ports: ports)
        var request = builder.request(image: reference)
        let comparable = ContainerRequestBuilder(launch: launch, context: context, ports: ports.comparable)
        let further = builder.additionalNetworks
        let hash = ConfigurationHash.of(
            comparable.request(image: reference),
            additionalNetworks: Dictionary(further.map { ($0.key, $0.endpoint) }) { first, _ in first },
            files: files.written
        )
        let volatile = ComposeLabels(configuration).volatile(hash: hash, generation: launch.instance.generation)
        request.labels = context.labels.merging(volatile) { $1 }
        let ownTest = service.healthcheck?.test
        let imageTest = image.config?.healthcheck?.test?.first
        return ContainerPlan(
            name: names.container(of: service),
            request: request,
            hash: hash,
            files: files.written,
            additionalNetworks: further.compactMap { key, endpoint in
                made[key].map { ContainerPlan.AdditionalNetwork(id: $0, endpoint: endpoint) }
            },
            imageVolumes: image.config?.volumes?.keys ?? [],
            platform: service.container.platform,
            reportsHealth: ownTest == nil ? imageTest != nil && imageTest != "NONE" : ownTest != .disabled,
            hasTerminal: service.container.hasTerminal,
            imageStopSignal: image.config?.stopSignal.flatMap(Signal.init)
        )
    }

    // MARK: Surroundings

    private func image(_ reference: String) async throws(RuntimeError) -> ImageInspection {
        let image: ImageInspection?
        do { image = try await images.image(reference) } catch {
            throw RuntimeError(error, "cannot inspect image \(reference)")
        }
        guard let image else {
            throw RuntimeError(
                .refused,
                "image \(reference) is not present",
                remedy: "start the service again to pull it"
            )
        }
        return image
    }

    private func negotiated(_ result: Result<APIVersion, EngineError>) throws(RuntimeError) -> APIVersion {
        do { return try result.get() } catch { throw RuntimeError(error) }
    }

    private func makeNetworks(_ keys: [String]) async throws(RuntimeError) -> [String: String] {
        let made = try await concurrently(keys) { key async throws(RuntimeError) in
            (key, try await networks.network(key, in: configuration))
        }
        return Dictionary(made) { first, _ in first }
    }

    private func makeVolumes(of service: Service) async throws(RuntimeError) {
        let keys = service.volumes.compactMap { mount in
            if case .volume(let key) = mount.source { key } else { nil }
        }
        _ = try await concurrently(Set(keys)) { key async throws(RuntimeError) in
            try await volumes.ensure(key, in: configuration)
        }
    }

    /// Returns host entries through which the container reaches services that run as processes of this machine. These
    /// listen on the loopback interface, which a container cannot reach, so a relay listens on the network's gateway. If
    /// the gateway is not an address of this machine, the engine's own `host-gateway` is used.
    private func peerHosts(_ launch: Launch, first network: String?) async -> [String] {
        guard !launch.hostPeers.isEmpty else { return [] }
        let names = ["host.docker.internal"] + launch.hostPeers.keys.sorted()
        var address = "host-gateway"
        if launch.service.container.namespaces.network == .host {
            address = "127.0.0.1"
        } else if let network, let gateway = await networks.gateway(of: network),
            await relays.open(launch.hostPeers, at: gateway)
        {
            address = gateway
        }
        return names.map { "\($0):\(address)" }
    }
}
