import ComposeModel
import DockerEngine
import Foundations
import LogStore
import Runtime

/// Pulls and builds images.
struct ImageFetcher: Sendable {
    typealias Progress = @Sendable (String) -> Void

    let client: EngineClient
    let configuration: DockerConfiguration

    /// Pulls an image, with the user's login to its registry.
    func pull(_ reference: String, platform: String?, progress: Progress) async throws(RuntimeError) {
        var summary = PullSummary(image: reference)
        var shown = summary.text
        progress(shown)
        do throws(EngineError) {
            let logins = try RegistryLogins(
                environment: configuration.environment,
                home: configuration.environment["HOME"]
            )
            let credentials = await logins.credentials(forImage: reference)
            let steps = try await client.pullImage(reference, platform: platform, credentials: credentials)
            for try await step in steps {
                let text = summary.note(layer: step.id, status: step.status, current: step.current, total: step.total)
                if text != shown { progress(text) }
                shown = text
            }
        } catch {
            throw RuntimeError(error, "cannot pull \(reference)", code: .installFailed)
        }
    }

    /// Builds a service's image. The build's output goes to the service's log.
    func build(
        _ service: Service,
        _ build: Build,
        as reference: String,
        log: ServiceLog,
        progress: Progress
    ) async throws(RuntimeError) {
        progress("building \(reference)")
        let builder = BuildRequestBuilder(configuration: configuration)
        let context = try builder.context(build)
        var last = ""
        do throws(EngineError) {
            let outputs = try await client.buildImage(builder.request(service, build, as: reference), context: context)
            for try await output in outputs {
                switch output {
                case .step(let text):
                    log.note(text, at: WallClock.nowNs)
                    progress("building \(reference): \(text)")
                case .line(let text):
                    log.note(text, at: WallClock.nowNs)
                    if text.contains(where: { !$0.isWhitespace }) { last = text }
                }
            }
        } catch  where error.code == .buildFailed && !last.isEmpty {
            throw RuntimeError(
                .installFailed,
                "building \(reference) failed: \(error.message): \(last)",
                remedy: error.remedy ?? "see the full output with: cpadev logs \(service.name)"
            )
        } catch {
            throw RuntimeError(error, "building \(reference) failed", code: .installFailed)
        }
    }
}
