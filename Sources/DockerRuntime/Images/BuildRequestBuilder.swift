import ComposeModel
import DockerEngine
import OrderedCollections
import Runtime

/// Translates the build section of a service into an engine request.
///
/// Source: Compose Build Specification; Docker Engine API, ImageBuild.
struct BuildRequestBuilder: Sendable {
    let configuration: DockerConfiguration

    /// - Parameter reference: the image's name.
    func request(_ service: Service, _ build: Build, as reference: String) -> BuildRequest {
        var request = BuildRequest(tags: [reference] + build.tags)
        for (name, value) in build.arguments {
            // An argument without a value takes it from the caller's environment.
            if let value = value ?? configuration.environment[name] { request.arguments[name] = .some(value) }
        }
        request.target = build.target
        request.labels = Dictionary(build.labels.map { ($0, $1) }) { $1 }
            .merging(ComposeLabels(configuration).image(of: service)) { $1 }
        request.ignoresCache = build.cache.isDisabled
        request.pullsBaseImages = build.cache.pullsBases
        request.platform = service.container.platform ?? build.platforms.first
        request.networkMode = build.steps.network
        // Cache sources other than images belong to builders that the API does not reach.
        request.cacheFrom = build.cache.sources.filter { !$0.contains("=") }
        request.extraHosts = build.steps.extraHosts.flatMap { name, addresses in addresses.map { "\(name):\($0)" } }
        request.sharedMemoryBytes = build.steps.sharedMemoryBytes
        return request
    }

    /// Returns the build context to send.
    ///
    /// - Throws: `installFailed` if the build uses features that require BuildKit's own client.
    func context(_ build: Build) throws(RuntimeError) -> BuildContext {
        guard build.context.hasPrefix("/") else {
            throw unsupported(
                "a context that is not a folder, '\(build.context)'",
                remedy: "check it out and set build.context to its folder"
            )
        }
        guard build.steps.secrets.isEmpty, build.steps.ssh.isEmpty, build.additionalContexts.isEmpty else {
            throw unsupported("secrets, ssh or additional contexts", remedy: "build it with: docker compose build")
        }
        do throws(EngineError) {
            if let text = build.dockerfileText {
                return try BuildContext(folder: build.context, dockerfile: .inline(text))
            }
            return try BuildContext(folder: build.context, dockerfile: .path(build.dockerfile ?? "Dockerfile"))
        } catch {
            throw RuntimeError(error, "cannot build", code: .installFailed)
        }
    }

    private func unsupported(_ what: String, remedy: String) -> RuntimeError {
        RuntimeError(.installFailed, "cpadev cannot build with \(what)", remedy: remedy)
    }
}
