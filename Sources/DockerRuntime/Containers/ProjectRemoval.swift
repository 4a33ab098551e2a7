package import DockerEngine
import Runtime

/// Finds and removes a stack's objects in an engine, even if its supervisor is gone.
package struct ProjectRemoval: Sendable {
    private let client: EngineClient
    private let project: String
    private let stateDirectory: String

    /// Selects the objects of the project that were created by the stack with this absolute state directory.
    package init(client: EngineClient, project: String, stateDirectory: String) {
        self.client = client
        self.project = project
        self.stateDirectory = stateDirectory
    }

    private var ownLabels: [String: String?] {
        [ComposeLabels.project: project, ComposeLabels.state: stateDirectory]
    }

    /// Returns the names of the stack's running containers, sorted.
    package func runningContainers() async throws(EngineError) -> [String] {
        try await client.listContainers(labels: ownLabels, all: false).map { ExistingContainer($0).name }.sorted()
    }

    /// Stops the stack's running containers concurrently, each within its grace period, then calls
    /// ``removeAll(removingData:)``.
    package func stopAndRemoveAll(removingData: Bool) async -> [String] {
        if let running = try? await client.listContainers(labels: ownLabels, all: false) {
            _ = await each(running.map(ExistingContainer.init)) { container in
                let own = try? await client.inspectContainer(container.id).config?.stopTimeout
                _ = try? await client.stopContainer(container.id, grace: .seconds(own ?? Self.usualGrace))
                return nil
            }
        }
        return await removeAll(removingData: removingData)
    }

    /// The engine's default grace period in seconds. Source: Docker Engine API, ContainerStop.
    private static let usualGrace = 10

    /// Removes the stack's containers of one service.
    func removeContainers(of service: String) async {
        _ = await removeContainers(ownLabels.merging([ComposeLabels.instance: service]) { $1 })
    }

    /// Removes the stack's containers, then its networks, and with `removingData` its volumes.
    ///
    /// - Returns: a message for each object that could not be removed.
    package func removeAll(removingData: Bool) async -> [String] {
        let problems = await removeContainers(ownLabels)
        async let networks = removeNetworks()
        async let volumes = removingData ? removeVolumes() : []
        return await problems + networks + volumes
    }

    private func removeContainers(_ labels: [String: String?]) async -> [String] {
        let containers: [ExistingContainer]
        do { containers = try await client.listContainers(labels: labels, all: true).map(ExistingContainer.init) } catch
        {
            return ["cannot list containers: \(error.message)"]
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
        let labels: [String: String?] = [ComposeLabels.project: project, ComposeLabels.network: nil]
        let networks: [NetworkInspection]
        do { networks = try await client.listNetworks(labels: labels) } catch {
            return ["cannot list networks: \(error.message)"]
        }
        return await each(networks) { network in
            await failure("network \(network.name)") { () async throws(EngineError) in
                try await client.removeNetwork(network.id)
            }
        }
    }

    private func removeVolumes() async -> [String] {
        let labels: [String: String?] = [ComposeLabels.project: project, ComposeLabels.volume: nil]
        let volumes: [VolumeInspection]
        do { volumes = try await client.listVolumes(labels: labels) } catch {
            return ["cannot list volumes: \(error.message)"]
        }
        return await each(volumes) { volume in
            await failure("volume \(volume.name)") { () async throws(EngineError) in
                try await client.removeVolume(volume.name)
            }
        }
    }

    /// Removes an object and returns why that failed, or nil if it is gone.
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

    /// Runs `body` for all items concurrently and collects the failures.
    private func each<Item: Sendable>(
        _ items: [Item],
        _ body: @escaping @Sendable (Item) async -> String?
    ) async -> [String] {
        await concurrently(items, body).compactMap(\.self).sorted()
    }
}
