import ComposeModel
import DockerEngine
import Runtime

/// Makes ready what a container needs of its surroundings, and says what it is to be.
struct ContainerPlanner: Sendable {
    let client: EngineClient
    let configuration: DockerConfiguration
    let images: ImageStore
    let networks: ProjectNetworks
    let volumes: ProjectVolumes
    let relays: HostRelays
    /// The engine's socket on this machine; nil where it is not reached by one.
    let engineSocket: String?

    private var names: ContainerNames { ContainerNames(project: configuration.project.name) }

    /// The plan of a launch, whose networks and volumes are there afterwards.
    func plan(_ launch: Launch) async throws(RuntimeError) -> ContainerPlan {
        let service = launch.service
        guard let reference = service.imageName(inProject: configuration.project.name) else {
            throw RuntimeError(.refused, "it has neither an image nor a build", remedy: "give the service an 'image'")
        }
        async let volumesMade = attempt { () async throws(RuntimeError) in try await makeVolumes(of: service) }
        async let image = attempt { () async throws(RuntimeError) in try await self.image(reference) }
        async let version = attempt { () async throws(EngineError) in try await client.info().apiVersion }
        let files = try FileObjects(
            of: service,
            in: configuration.project,
            environment: configuration.environment
        )
        let found = try await image.get()
        let takesSeveral = try negotiated(await version) >= APIVersion(1, 44)
        var context = ContainerContext(
            project: configuration.project,
            names: names,
            labels: ComposeLabels(configuration).container(of: service, imageID: found.id)
        )
        context.engineSocket = engineSocket
        context.takesSeveralNetworks = takesSeveral
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
        _ made: [String: ProjectNetworks.Made]
    ) -> ContainerPlan {
        let service = launch.service
        let builder = ContainerRequestBuilder(launch: launch, context: context, ports: ports)
        var request = builder.request(image: reference)
        let comparable = ContainerRequestBuilder(launch: launch, context: context, ports: ports.comparable)
        let further = builder.furtherNetworks
        let hash = ConfigurationHash.of(
            comparable.request(image: reference),
            furtherNetworks: Dictionary(further.map { ($0.key, $0.endpoint) }) { first, _ in first },
            files: files.written
        )
        let volatile = ComposeLabels(configuration).volatile(hash: hash, generation: launch.instance.generation)
        request.labels = context.labels.merging(volatile) { $1 }
        let ownTest = service.healthcheck?.test
        let imageHasCheck =
            !(image.config?.healthcheck?.test ?? []).isEmpty
            && image.config?.healthcheck?.test?.first != "NONE"
        return ContainerPlan(
            name: names.container(of: service),
            request: request,
            hash: hash,
            files: files.written,
            furtherNetworks: further.compactMap { key, endpoint in
                made[key].map { ContainerPlan.FurtherNetwork(id: $0.id, endpoint: endpoint) }
            },
            imageVolumes: image.config?.volumes ?? [],
            platform: service.container.platform,
            reportsHealth: ownTest == nil ? imageHasCheck : ownTest != .disabled,
            hasTerminal: service.container.hasTerminal,
            imageStopSignal: image.config?.stopSignal.flatMap(Signal.init)
        )
    }

    // MARK: Surroundings

    private func image(_ reference: String) async throws(RuntimeError) -> ImageInspection {
        let image: ImageInspection?
        do { image = try await images.image(reference) } catch {
            throw RuntimeError(error, "cannot look at image \(reference)")
        }
        guard let image else {
            throw RuntimeError(
                .refused,
                "image \(reference) is not here",
                remedy: "start the service again to fetch it"
            )
        }
        return image
    }

    private func negotiated(_ result: Result<APIVersion, EngineError>) throws(RuntimeError) -> APIVersion {
        do { return try result.get() } catch { throw RuntimeError(error) }
    }

    private func makeNetworks(_ keys: [String]) async throws(RuntimeError) -> [String: ProjectNetworks.Made] {
        let results = await withTaskGroup { group in
            for key in keys {
                group.addTask {
                    await attempt { () async throws(RuntimeError) in
                        (key, try await networks.network(key, in: configuration))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var made: [String: ProjectNetworks.Made] = [:]
        for result in results {
            let (key, network) = try result.get()
            made[key] = network
        }
        return made
    }

    private func makeVolumes(of service: Service) async throws(RuntimeError) {
        let keys = Set(
            service.volumes.compactMap { mount in
                if case .volume(let key) = mount.source { key } else { nil }
            }
        )
        let results = await withTaskGroup { group in
            for key in keys {
                group.addTask {
                    await attempt { () async throws(RuntimeError) in
                        try await volumes.ensure(key, in: configuration)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { try result.get() }
    }

    /// Where the container reaches services that run as processes of this machine. They listen on its loopback, which a
    /// container cannot reach, so a relay stands at the network's gateway; where the engine runs elsewhere, it knows a
    /// way itself.
    private func peerHosts(_ launch: Launch, first network: ProjectNetworks.Made?) async -> [String] {
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
