import ComposeModel
import DockerEngine
import Foundations
import LogStore
import Runtime

/// Starts containers of services, or takes over those that an earlier supervisor left.
struct ContainerStarter: Sendable {
    let client: EngineClient
    let configuration: DockerConfiguration
    let planner: ContainerPlanner
    let tracker: InstanceTracker

    private struct Start {
        var launch: Launch
        var plan: ContainerPlan
        var log: ServiceLog
    }

    /// Starts the service's container and returns once it is running.
    func start(_ launch: Launch, log: ServiceLog) async throws(RuntimeError) -> RunningInstance {
        async let existing = attempt { () async throws(EngineError) in try await self.existing(launch.service) }
        let plan = try await planner.plan(launch)
        let found: [ExistingContainer]
        do { found = try await existing.get() } catch {
            throw RuntimeError(error, "cannot list its containers")
        }
        try await refuseForeignContainers(found)
        let start = Start(launch: launch, plan: plan, log: log)
        switch Placement(found, hash: plan.hash, owner: configuration.stateDirectory) {
        case .takeOver(let container): return try await takeOver(container, start)
        case .startAgain(let container): return try await startAgain(container, start)
        case .replace(let container): return try await replace(container, start)
        case .create: return try await create(start)
        }
    }

    /// Whether a start would take over a running container.
    func isRunning(_ launch: Launch) async -> Bool {
        guard let found = try? await existing(launch.service),
            found.contains(where: { $0.state == .running || $0.state == .paused }),
            let plan = try? await planner.plan(launch)
        else { return false }
        guard case .takeOver(let container) = Placement(found, hash: plan.hash, owner: configuration.stateDirectory),
            let inspection = try? await client.inspectContainer(container.id)
        else { return false }
        // The engine's lists lag slightly behind its exit events.
        if case .running = ContainerState(inspection).life { return true }
        return false
    }

    /// The containers of this replica of the service, whatever their state.
    private func existing(_ service: Service) async throws(EngineError) -> [ExistingContainer] {
        let labels: [String: String?] = [
            ComposeLabels.project: configuration.project.name, ComposeLabels.service: service.family,
            ComposeLabels.number: String(service.replica), ComposeLabels.oneOff: "False",
        ]
        return try await client.listContainers(labels: labels, all: true).map(ExistingContainer.init)
    }

    private func refuseForeignContainers(_ existing: [ExistingContainer]) async throws(RuntimeError) {
        for container in existing {
            guard let owner = container.owner, owner != configuration.stateDirectory,
                await configuration.isAlive(owner)
            else { continue }
            throw RuntimeError(
                .refused,
                "container \(container.name) belongs to another cpadev, whose state is in \(owner)",
                remedy: "stop it there with 'cpadev down', or give this stack another name with '-p'"
            )
        }
    }

    // MARK: Ways to start

    /// Takes over a container that is running with the same definition.
    private func takeOver(_ container: ExistingContainer, _ start: Start) async throws(RuntimeError) -> RunningInstance
    {
        let output = output(of: container.id, start)
        tracker.starting(.init(id: container.id, name: container.name), start.launch.instance, output)
        let inspection: ContainerInspection
        do { inspection = try await client.inspectContainer(container.id) } catch {
            tracker.startFailed(container.id)
            throw RuntimeError(error, "cannot inspect container \(container.name)")
        }
        let state = ContainerState(inspection)
        guard case .running(let isPaused) = state.life else {
            // It has ended. The engine's lists lag slightly behind its exit events.
            tracker.startFailed(container.id)
            return try await startAgain(container, start)
        }
        start.log.note("taken over, container \(container.id.prefix(12))", at: WallClock.nowNs)
        output.follow()
        let running = RunningInstance(
            pid: state.pid,
            container: .init(id: container.id, name: container.name),
            runningSinceNs: state.startedNs,
            bindings: start.launch.leavesHostPortsOpen ? inspection.bindings(of: start.launch) : nil,
            reportsHealth: state.health != nil,
            stopSignal: start.plan.imageStopSignal
        )
        tracker.started(container.id, running)
        if isPaused { tracker.apply { _ in [.emit(.paused(start.launch.instance))] } }
        return running
    }

    /// Starts a stopped container that has the same definition.
    private func startAgain(_ container: ExistingContainer, _ start: Start) async throws(RuntimeError)
        -> RunningInstance
    {
        do throws(EngineError) {
            return try await run(container.id, container.name, start)
        } catch  where error.code == .notFound || error.code == .portTaken && start.launch.leavesHostPortsOpen {
            // What the container refers to is gone: its network, or the port that was free when it was created.
            return try await replace(container, start)
        } catch {
            throw await startError(error, start.launch)
        }
    }

    private func create(_ start: Start) async throws(RuntimeError) -> RunningInstance {
        let id = try await make(start.plan, start.log)
        return try await runNew(id, start)
    }

    /// Replaces a container that has a different definition. Its anonymous volumes carry over to the new one.
    private func replace(_ former: ExistingContainer, _ start: Start) async throws(RuntimeError) -> RunningInstance {
        var start = start
        let carried: AnonymousVolumes
        do {
            if former.isRunning {
                _ = try await client.stopContainer(former.id, grace: start.launch.service.stopGracePeriod)
            }
            carried = AnonymousVolumes(try await client.inspectContainer(former.id), wanted: start.plan)
            try await client.renameContainer(former.id, to: ContainerNames.replaced(former.name, id: former.id))
        } catch  where error.code == .notFound {
            return try await create(start)
        } catch {
            throw RuntimeError(error, "cannot replace container \(former.name)")
        }
        carried.add(to: &start.plan.request)
        let id: String
        do { id = try await make(start.plan, start.log) } catch {
            // The former container keeps its name, and thereby its data.
            try? await client.renameContainer(former.id, to: former.name)
            throw error
        }
        await carried.remove(former.id, client)
        return try await runNew(id, start)
    }

    // MARK: Steps

    /// Creates a container that is ready to start.
    func make(_ plan: ContainerPlan, _ log: ServiceLog) async throws(RuntimeError) -> String {
        let id: String
        do {
            let answer = try await client.createContainer(
                name: plan.name,
                platform: plan.platform,
                plan.request
            )
            id = answer.id
            for warning in answer.warnings ?? [] { log.note("engine warning: \(warning)", at: WallClock.nowNs) }
        } catch  where error.code == .conflict {
            throw await nameTakenError(plan.name, error)
        } catch {
            throw RuntimeError(error, "cannot create its container")
        }
        do {
            for network in plan.additionalNetworks {
                try await client.connectNetwork(network.id, container: id, endpoint: network.endpoint)
            }
            if !plan.files.isEmpty {
                try await client.putArchive(id, path: "/", archive: TarWriter().archive(of: plan.files))
            }
            return id
        } catch {
            try? await client.removeContainer(id, force: true, volumes: true)
            throw RuntimeError(error, "cannot prepare its container")
        }
    }

    private func runNew(_ id: String, _ start: Start) async throws(RuntimeError) -> RunningInstance {
        do { return try await run(id, start.plan.name, start) } catch { throw await startError(error, start.launch) }
    }

    /// Attaches to a container and starts it.
    private func run(_ id: String, _ name: String, _ start: Start) async throws(EngineError) -> RunningInstance {
        let output = output(of: id, start)
        let container = RunningInstance.Container(id: id, name: name)
        tracker.starting(container, start.launch.instance, output)
        do {
            try await output.attach()
            start.log.note("started, container \(id.prefix(12))", at: WallClock.nowNs)
            _ = try await client.startContainer(id)
        } catch {
            tracker.startFailed(id)
            throw error
        }
        var running = RunningInstance(
            pid: nil,
            container: container,
            reportsHealth: start.plan.reportsHealth,
            stopSignal: start.plan.imageStopSignal
        )
        // Only the engine knows these. A container that has already ended has no pid; its exit arrives as an event.
        if let inspection = try? await client.inspectContainer(id) {
            running.pid = ContainerState(inspection).pid
            if start.launch.leavesHostPortsOpen { running.bindings = inspection.bindings(of: start.launch) }
        }
        tracker.started(id, running)
        return running
    }

    private func output(of id: String, _ start: Start) -> ContainerOutput {
        ContainerOutput(client: client, id: id, isTerminal: start.plan.hasTerminal, log: start.log)
    }
}
