package import ComposeModel
package import DockerEngine
package import LogStore
package import Runtime
import Synchronization

/// A runtime that runs services in containers of a Docker Engine, or of another engine with the same API.
///
/// Names and labels are those of Docker Compose, so its commands see the same stack. A container is kept until its
/// definition changes. The engine's own restart policy is never used.
package final class DockerRuntime: ServiceRuntime {
    package let kind = RuntimeKind.docker
    /// Events of containers and of the engine. The buffer is unbounded; one consumer.
    package let events: AsyncStream<RuntimeEvent>

    private let client: EngineClient
    private let logs: LogStore
    private let configuration: Mutex<DockerConfiguration>
    private let images: ImageStore
    private let networks: ProjectNetworks
    private let volumes: ProjectVolumes
    private let relays = HostRelays()
    private let tracker: InstanceTracker
    private let watch: EngineWatch
    private let meter: UsageMeter
    private let liveness: EngineLiveness

    /// Creates a runtime. Nothing is sent to the engine yet.
    package init(configuration: DockerConfiguration, client: EngineClient, logs: LogStore) {
        // No event may be lost and events are rare, so the buffer is unbounded.
        let (events, emit) = AsyncStream.makeStream(of: RuntimeEvent.self, bufferingPolicy: .unbounded)
        self.events = events
        self.client = client
        self.logs = logs
        self.configuration = Mutex(configuration)
        images = ImageStore(client: client)
        networks = ProjectNetworks(client: client)
        volumes = ProjectVolumes(client: client)
        tracker = InstanceTracker(client: client, emit: emit)
        watch = EngineWatch(client: client, tracker: tracker, project: configuration.project.name)
        meter = UsageMeter(client: client)
        liveness = EngineLiveness(client: client)
        tracker.onLoss { [watch] in await watch.cancelStream() }
    }

    private var current: DockerConfiguration { configuration.withLock { $0 } }

    private var engineSocket: String? {
        if case .unix(let path) = client.endpoint { path } else { nil }
    }

    // MARK: Availability and installation

    /// Returns whether the engine is reachable and has the service's image or could obtain it.
    package func availability(of launch: Launch) async -> Availability {
        guard let reference = launch.service.imageName(inProject: current.project.name) else {
            return .unavailable(
                reason: "it has neither an image nor a build",
                remedy: "give the service an 'image', or an 'x-cpadev: {native: …}'"
            )
        }
        do throws(EngineError) {
            try await liveness.check()
            return try await images.availability(of: launch, named: reference)
        } catch {
            let reason = error.meansUnreachable ? "no container engine responds: \(error.message)" : error.message
            return .unavailable(reason: reason, remedy: error.remedy)
        }
    }

    /// Pulls or builds the service's image, as its `pull_policy` requires.
    package func install(
        _ launch: Launch,
        progress: @escaping @Sendable (String) -> Void
    ) async throws(RuntimeError) {
        let service = launch.service
        let configuration = current
        guard let reference = service.imageName(inProject: configuration.project.name) else { return }
        let image: ImageInspection?
        do { image = try await images.lookUp(reference) } catch {
            throw RuntimeError(error, "cannot inspect image \(reference)", code: .installFailed)
        }
        let fetcher = ImageFetcher(client: client, configuration: configuration)
        switch images.need(of: launch, reference, image) {
        case .nothing: return
        case .unavailable(let reason, let remedy): throw RuntimeError(.installFailed, reason, remedy: remedy)
        case .pull: try await fetcher.pull(reference, platform: service.container.platform, progress: progress)
        case .build:
            guard let build = service.build else { return }
            let log = try serviceLog(service.name)
            try await fetcher.build(service, build, as: reference, log: log, progress: progress)
        }
        images.recordFetched(reference, for: launch)
    }

    /// Builds the service's image even if it is present. Without a build section, pulls the image if it is missing.
    package func rebuild(
        _ launch: Launch,
        progress: @escaping @Sendable (String) -> Void
    ) async throws(RuntimeError) {
        let configuration = current
        guard let build = launch.service.build,
            let reference = launch.service.imageName(inProject: configuration.project.name)
        else { return try await install(launch, progress: progress) }
        let log = try serviceLog(launch.service.name)
        try await ImageFetcher(client: client, configuration: configuration)
            .build(launch.service, build, as: reference, log: log, progress: progress)
        images.recordFetched(reference, for: launch)
    }

    // MARK: Life of an instance

    /// Starts the service's container. Reuses an existing one if its definition is unchanged.
    @concurrent
    package func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance {
        try await watch.begin()
        return try await starter(current).start(launch, log: try serviceLog(launch.service.name))
    }

    private func planner(_ configuration: DockerConfiguration) -> ContainerPlanner {
        ContainerPlanner(
            client: client,
            configuration: configuration,
            images: images,
            networks: networks,
            volumes: volumes,
            relays: relays,
            engineSocket: engineSocket
        )
    }

    private func starter(_ configuration: DockerConfiguration) -> ContainerStarter {
        ContainerStarter(
            client: client,
            configuration: configuration,
            planner: planner(configuration),
            tracker: tracker
        )
    }

    /// Whether the service's container is running with the same definition.
    package func isRunning(_ launch: Launch) async -> Bool { await starter(current).isRunning(launch) }

    /// Runs the step in its own container, on the service's networks and with its mounts.
    package func runStep(_ step: Launch, number: Int, before launch: Launch) async -> CommandOutput {
        do throws(RuntimeError) {
            try await watch.begin()
            let configuration = current
            let runner = StepRunner(
                client: client,
                configuration: configuration,
                images: images,
                planner: planner(configuration),
                starter: starter(configuration)
            )
            return await runner.run(step, number: number, log: try serviceLog(launch.service.name))
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
    }

    /// Sends the stop signal to the container's main process, which is responsible for its children.
    ///
    /// - Parameter group: ignored, because only the main process can be signalled.
    package func signal(_ instance: InstanceID, _ signal: Signal, group: Bool) async {
        await tracker.send(signal.number, to: instance)
    }

    /// Sends SIGKILL. All processes of a container end with its main process.
    package func kill(_ instance: InstanceID) async { await tracker.send(9, to: instance) }

    /// Runs a command in the service's container, with its environment and user unless the command overrides them.
    package func execute(_ command: LifecycleHook, in launch: Launch, timeout: Duration) async -> CommandOutput {
        guard let container = tracker.read({ $0.container(of: launch.instance) }) else {
            return CommandOutput(outcome: .notStarted(reason: "its container is not running"), output: "")
        }
        return await ContainerCommand(client: client, isLocal: engineSocket != nil)
            .run(command, in: container.id, timeout: timeout)
    }

    /// Copies files into the instance's container. Removing files requires `rm` in the container.
    package func copy(
        _ changes: [FileChange],
        into instance: InstanceID
    ) async throws(RuntimeError) -> CopyOutcome {
        guard let container = tracker.read({ $0.container(of: instance) }) else {
            throw RuntimeError(.refused, "its container is not running")
        }
        try await ContainerFiles(client: client).copy(changes, into: container.id)
        return .copied
    }

    /// Returns the last resource usage reported for each running container, at most a second or two old.
    package func usage() async -> [InstanceID: ResourceUsage] {
        await meter.usage(of: tracker.read(\.running))
    }

    /// Returns the container that publishes a port, if there is one.
    package func portHolder(_ port: UInt16, host: String) async -> PortHolder? {
        guard (try? await liveness.check()) != nil else { return nil }
        return await PortSearch(client: client, configuration: current).holder(of: port, host: host)
    }

    // MARK: The project

    /// Uses the new definition for containers, networks and volumes created from now on.
    package func projectChanged(_ project: Project) async {
        configuration.withLock { $0.project = project }
        await networks.forget()
        await volumes.forget()
    }

    /// Removes the service's container with its anonymous volumes.
    package func remove(service: String) async {
        guard (try? await liveness.check()) != nil else { return }
        await removal.removeContainers(of: service)
    }

    /// Removes the project's containers and networks, and with `removingData` its volumes. Keeps external ones.
    package func tearDown(removingData: Bool) async -> [String] {
        await meter.close()
        await relays.closeAll()
        do { try await liveness.check() } catch {
            // If no container was started, an unreachable engine leaves nothing behind.
            return tracker.read(\.entries.isEmpty) ? [] : ["cannot remove containers: \(error.message)"]
        }
        let problems = await removal.removeAll(removingData: removingData)
        await networks.forget()
        await volumes.forget()
        return problems
    }

    /// Disconnects from the engine. Containers keep running.
    package func close() async {
        await meter.close()
        await relays.closeAll()
        await watch.close()
        tracker.close()
    }

    private var removal: ProjectRemoval {
        let configuration = current
        return ProjectRemoval(
            client: client,
            project: configuration.project.name,
            stateDirectory: configuration.stateDirectory
        )
    }

    private func serviceLog(_ name: String) throws(RuntimeError) -> ServiceLog {
        do { return try logs.log(for: name) } catch {
            throw RuntimeError(.stateUnwritable, "cannot open the log of \(name): \(error)")
        }
    }
}
