import ComposeModel
import DockerEngine
import Runtime

/// Removes what a project left in an engine.
struct ProjectRemoval: Sendable {
    let client: EngineClient
    let configuration: DockerConfiguration

    /// Removes the containers of one service that this stack made.
    func removeContainers(of service: String) async {
        let labels: [String: String?] = [
            ComposeLabels.project: configuration.project.name, ComposeLabels.instance: service,
            ComposeLabels.state: configuration.stateDirectory,
        ]
        _ = await removeContainers(labels)
    }

    /// Removes the stack's containers, then its networks, and with `removingData` its volumes.
    ///
    /// - Returns: what could not be removed, in words.
    func removeAll(removingData: Bool) async -> [String] {
        let labels: [String: String?] = [
            ComposeLabels.project: configuration.project.name, ComposeLabels.state: configuration.stateDirectory,
        ]
        let problems = await removeContainers(labels)
        async let networks = removeNetworks()
        async let volumes = removingData ? removeVolumes() : []
        return await problems + networks + volumes
    }

    private func removeContainers(_ labels: [String: String?]) async -> [String] {
        let containers: [ExistingContainer]
        do { containers = try await client.listContainers(labels: labels, all: true).map(ExistingContainer.init) } catch
        {
            return ["cannot look for containers: \(error.message)"]
        }
        return await each(containers) { container in
            do throws(EngineError) {
                try await client.removeContainer(container.id, force: true, volumes: true)
            } catch  where error.code == .notFound {
                return nil
            } catch {
                return "cannot remove container \(container.name): \(error.message)"
            }
            for volume in AnonymousVolumes.names(in: container.labels) { try? await client.removeVolume(volume) }
            return nil
        }
    }

    private func removeNetworks() async -> [String] {
        let labels: [String: String?] = [ComposeLabels.project: configuration.project.name, ComposeLabels.network: nil]
        let networks: [NetworkInspection]
        do { networks = try await client.listNetworks(labels: labels) } catch {
            return ["cannot look for networks: \(error.message)"]
        }
        return await each(networks) { network in
            await failure("network \(network.name)") { () async throws(EngineError) in
                try await client.removeNetwork(network.id)
            }
        }
    }

    private func removeVolumes() async -> [String] {
        let labels: [String: String?] = [ComposeLabels.project: configuration.project.name, ComposeLabels.volume: nil]
        let volumes: [VolumeInspection]
        do { volumes = try await client.listVolumes(labels: labels) } catch {
            return ["cannot look for volumes: \(error.message)"]
        }
        return await each(volumes) { volume in
            await failure("volume \(volume.name)") { () async throws(EngineError) in
                try await client.removeVolume(volume.name)
            }
        }
    }

    /// Why something could not be removed; nil where it is gone.
    private func failure(_ what: String, _ remove: () async throws(EngineError) -> Void) async -> String? {
        do {
            try await remove()
            return nil
        } catch  where error.code == .notFound {
            return nil
        } catch {
            return "cannot remove \(what): \(error.message)"
        }
    }

    /// Does the same to all at once, and collects what went wrong.
    private func each<Item: Sendable>(
        _ items: [Item],
        _ body: @escaping @Sendable (Item) async -> String?
    ) async -> [String] {
        await withTaskGroup { group in
            for item in items { group.addTask { await body(item) } }
            return await group.reduce(into: []) { problems, problem in
                if let problem { problems.append(problem) }
            }.sorted()
        }
    }
}
