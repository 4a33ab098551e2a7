import ComposeModel
import DockerEngine
import Foundations
import OrderedCollections
import Runtime

/// Creates a project's named volumes on first use, each once.
actor ProjectVolumes {
    private let client: EngineClient
    private var known: [String: OwnedTask<RuntimeError?>] = [:]

    init(client: EngineClient) { self.client = client }

    /// Ensures that the volume with this key exists.
    func ensure(_ key: String, in configuration: DockerConfiguration) async throws(RuntimeError) {
        let task = known[key] ?? OwnedTask { [client] in await Self.make(key, configuration, client) }
        known[key] = task
        guard let error = await task.value else { return }
        known[key] = nil
        throw error
    }

    /// Discards what is known, so that every volume is checked again.
    func forget() { known = [:] }

    private static func make(
        _ key: String,
        _ configuration: DockerConfiguration,
        _ client: EngineClient
    ) async -> RuntimeError? {
        let volume = configuration.project.volumes[key] ?? NamedVolume()
        let name = ContainerNames(project: configuration.project.name).volume(key, volume)
        do throws(EngineError) {
            if volume.external {
                _ = try await client.inspectVolume(name)
                return nil
            }
            var request = VolumeCreateRequest(name: name)
            request.driver = volume.driver
            request.driverOptions = volume.driverOptions.nonEmpty
            request.labels = ComposeLabels(configuration).volume(key, volume)
            // If the volume exists already, the engine returns it with its original labels.
            let made = try await client.createVolume(request)
            let owner = made.labels?[ComposeLabels.project]
            guard let owner, owner != configuration.project.name else { return nil }
            return RuntimeError(
                .refused,
                "volume '\(name)' already exists; it belongs to project \(owner)",
                remedy: "give it another 'name', or mark it as 'external: true' to use it"
            )
        } catch  where error.code == .notFound && volume.external {
            return RuntimeError(
                .refused,
                "external volume '\(name)' does not exist",
                remedy: "create it: docker volume create \(QuotedValue.shell(name))"
            )
        } catch {
            return RuntimeError(error, "cannot create volume '\(name)'")
        }
    }
}
