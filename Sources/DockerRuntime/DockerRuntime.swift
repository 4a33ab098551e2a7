package import ComposeModel
package import DockerEngine
package import LogStore
package import Runtime
import Synchronization

/// Runs services in containers of a Docker Engine, or of whatever speaks its API.
///
/// Names and labels are those of Docker Compose, so that its commands see the same stack. A container is left alone as
/// long as its definition stays; the engine's own restart policy is never used.
package final class DockerRuntime: ServiceRuntime {
    /// Always `docker`.
    package let kind = RuntimeKind.docker
    /// What happens to containers and to the engine. Without a limit on how many wait; for one consumer.
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

    /// A runtime that asks nothing of the engine yet.
    package init(configuration: DockerConfiguration, client: EngineClient, logs: LogStore) {
        // Every event matters, and few come, so the buffer has no limit.
        let (events, emit) = AsyncStream.makeStream(of: RuntimeEvent.self, bufferingPolicy: .unbounded)
        self.events = events
        self.client = client
        self.logs = logs
        self.configuration = Mutex(configuration)
        images = ImageStore(client: client)
        networks = ProjectNetworks(client: client)
        volumes = ProjectVolumes(client: client)
        let probe = EngineProbe(client: client)
        tracker = InstanceTracker(client: client, probe: probe, emit: emit)
        watch = EngineWatch(client: client, probe: probe, tracker: tracker, project: configuration.project.name)
        meter = UsageMeter(client: client)
        liveness = EngineLiveness(client: client)
        tracker.onLoss { [watch] in await watch.breakOff() }
    }

    private var current: DockerConfiguration { configuration.withLock { $0 } }

    private var engineSocket: String? {
        if case .unix(let path) = client.endpoint { path } else { nil }
    }

    // MARK: Availability and installation

    /// Whether the engine answers and has the service's image, or could get it.
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
            let reason = error.meansUnreachable ? "no container engine answers: \(error.message)" : error.message
            return .unavailable(reason: reason, remedy: error.remedy)
        }
    }

    /// Pulls the service's image, or builds it, as its `pull_policy` says.
    package func install(
        _ launch: Launch,
        progress: @escaping @Sendable (String) -> Void
    ) async throws(RuntimeError) {
        let service = launch.service
        let configuration = current
        guard let reference = service.imageName(inProject: configuration.project.name) else { return }
        let image: ImageInspection?
        do { image = try await images.lookUp(reference) } catch {
            throw RuntimeError(error, "cannot look at image \(reference)", code: .installFailed)
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
        images.noteFetched(reference, for: launch)
    }

    /// Builds the service's image, also where it is there; fetches one that is not built and not there.
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
        images.noteFetched(reference, for: launch)
    }

    // MARK: Life of an instance

    /// Starts the service's container: the one that is there where its definition is the same, else a new one.
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

    /// Whether the service's container runs under the same definition.
    package func isRunning(_ launch: Launch) async -> Bool { await starter(current).isRunning(launch) }

    /// Runs the step in a container of its own, on the service's networks and with its mounts.
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

    /// Sends the stop signal to the container's main process; what that does with its children is its own business.
    ///
    /// - Parameter group: means nothing here, as only the main process can be reached.
    package func signal(_ instance: InstanceID, _ signal: Signal, group: Bool) async {
        await tracker.send(signal.number, to: instance)
    }

    /// Sends SIGKILL: all of a container's processes end with its main one.
    package func kill(_ instance: InstanceID) async { await tracker.send(9, to: instance) }

    /// Runs a command in the service's container, with its environment and user unless the command has its own.
    package func execute(_ command: LifecycleHook, in launch: Launch, timeout: Duration) async -> CommandOutput {
        guard let container = tracker.read({ $0.container(of: launch.instance) }) else {
            return CommandOutput(outcome: .notStarted(reason: "its container does not run"), output: "")
        }
        return await ContainerCommand(client: client, isLocal: engineSocket != nil)
            .run(command, in: container.id, timeout: timeout)
    }

    /// Copies files into the instance's container. Removing needs the program `rm` in it.
    package func copy(
        _ changes: [FileChange],
        into instance: InstanceID
    ) async throws(RuntimeError) -> CopyOutcome {
        guard let container = tracker.read({ $0.container(of: instance) }) else {
            throw RuntimeError(.refused, "its container does not run")
        }
        try await ContainerFiles(client: client).copy(changes, into: container.id)
        return .copied
    }

    /// What each running container used when the engine said so last, at most a second or two ago.
    package func usage() async -> [InstanceID: ResourceUsage] {
        await meter.usage(of: tracker.read(\.running))
    }

    /// The container that publishes a port, where one does.
    package func portHolder(_ port: UInt16, host: String) async -> PortHolder? {
        guard (try? await liveness.check()) != nil else { return nil }
        return await PortSearch(client: client, configuration: current).holder(of: port, host: host)
    }

    // MARK: The project

    /// New containers, networks and volumes are made after the new definition.
    package func projectChanged(_ project: Project) async {
        configuration.withLock { $0.project = project }
        await networks.forget()
        await volumes.forget()
    }

    /// Removes the service's container, with its volumes that have no name.
    package func remove(service: String) async {
        guard (try? await liveness.check()) != nil else { return }
        await removal.removeContainers(of: service)
    }

    /// Removes the project's containers and networks, and with `removingData` its volumes; never external ones.
    package func tearDown(removingData: Bool) async -> [String] {
        await meter.close()
        await relays.closeAll()
        do { try await liveness.check() } catch {
            // Without an engine there was nothing that could be left.
            return tracker.read(\.entries.isEmpty) ? [] : ["cannot remove containers: \(error.message)"]
        }
        let problems = await removal.removeAll(removingData: removingData)
        await networks.forget()
        await volumes.forget()
        return problems
    }

    /// Lets go of the engine. Containers go on as they are.
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
