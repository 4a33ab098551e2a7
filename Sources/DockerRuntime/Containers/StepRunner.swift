import ComposeModel
import DockerEngine
import Foundations
import LogStore
import Runtime

/// Runs `pre_start` steps, each in its own container, which is removed once it has ended.
struct StepRunner: Sendable {
    let client: EngineClient
    let configuration: DockerConfiguration
    let images: ImageStore
    let planner: ContainerPlanner
    let starter: ContainerStarter

    /// Runs a step to its end. Its output goes to the service's log.
    func run(_ step: Launch, number: Int, log: ServiceLog) async -> CommandOutput {
        do throws(RuntimeError) {
            try await fetchImage(of: step, log)
            var plan = try await planner.plan(step)
            plan.name += "-pre_start-\(number + 1)"
            // Keeps it out of the service's own containers, which are found and counted by this label.
            plan.request.labels[ComposeLabels.oneOff] = "True"
            plan.request.labels[ComposeLabels.hook] = "pre_start"
            // Without aliases, calls to the service by its name never reach the step.
            for network in plan.request.networkingConfig?.endpoints.keys.sorted() ?? [] {
                plan.request.networkingConfig?.endpoints[network]?.aliases = nil
            }
            for index in plan.additionalNetworks.indices { plan.additionalNetworks[index].endpoint.aliases = nil }
            await removeLeftover(plan.name)
            let id = try await starter.make(plan, log)
            let result = await run(id, plan, log)
            do throws(EngineError) { try await client.removeContainer(id, force: true, volumes: true) } catch {
                log.note("cannot remove container \(plan.name): \(error.message)", at: WallClock.nowNs)
            }
            return result
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
    }

    private func run(_ id: String, _ plan: ContainerPlan, _ log: ServiceLog) async -> CommandOutput {
        let output = ContainerOutput(client: client, id: id, isTerminal: plan.hasTerminal, log: log)
        do throws(EngineError) {
            try await output.attach()
            _ = try await client.startContainer(id)
        } catch {
            output.cancel()
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
        let client = client
        let code = await attempt { () async throws(EngineError) in try await client.waitContainer(id) }
        // A cancellation ends the wait, but not the container.
        if Task.isCancelled { try? await uncancelled { try await client.killContainer(id, signal: "9") } }
        await output.drain()
        do throws(EngineError) {
            return CommandOutput(outcome: .ended(.code(Int32(truncatingIfNeeded: try code.get()))), output: "")
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
    }

    /// Removes the container of an earlier run that was interrupted.
    private func removeLeftover(_ name: String) async {
        let labels: [String: String?] = [
            ComposeLabels.project: configuration.project.name, ComposeLabels.hook: "pre_start",
            ComposeLabels.state: configuration.stateDirectory,
        ]
        let found = try? await client.listContainers(labels: labels, all: true).map(ExistingContainer.init)
        for container in found ?? [] where container.name == name {
            try? await client.removeContainer(container.id, force: true, volumes: true)
        }
    }

    private func fetchImage(of step: Launch, _ log: ServiceLog) async throws(RuntimeError) {
        let service = step.service
        guard let reference = service.imageName(inProject: configuration.project.name) else { return }
        let image: ImageInspection?
        do { image = try await images.lookUp(reference) } catch {
            throw RuntimeError(error, "cannot inspect image \(reference)")
        }
        guard image == nil else { return }
        let fetcher = ImageFetcher(client: client, configuration: configuration)
        if let build = service.build {
            try await fetcher.build(service, build, as: reference, log: log) { _ in }
        } else {
            log.note("pulling \(reference)", at: WallClock.nowNs)
            try await fetcher.pull(reference, platform: service.container.platform) { _ in }
        }
    }
}
