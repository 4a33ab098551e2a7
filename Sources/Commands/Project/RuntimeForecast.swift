import ComposeModel
import DockerEngine
import Runtime

/// Where services would run, as far as that can be told before anything is started.
struct RuntimeForecast {
    let project: Project
    /// nil where none answers.
    let engine: EngineClient?

    /// Of `auto`, whether the engine has its image decides.
    func kind(of service: Service) async -> RuntimeKind {
        switch preference(of: service) {
        case .docker: .docker
        case .native: .native
        case .auto: await hasImage(of: service) ? .docker : .native
        }
    }

    func preference(of service: Service) -> RuntimePreference {
        service.settings.runtime ?? project.settings.runtime
    }

    /// Whether the engine has the image that its containers are made from.
    func hasImage(of service: Service) async -> Bool {
        guard let engine, let image = service.imageName(inProject: project.name) else { return false }
        return (try? await engine.inspectImage(image)) != nil
    }
}
