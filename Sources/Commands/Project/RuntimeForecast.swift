import ComposeModel
import DockerEngine
import Runtime

/// Predicts where services would run, as far as possible before a start.
struct RuntimeForecast {
    let project: Project
    /// nil if no engine answers.
    let engine: EngineClient?

    /// The predicted runtime. `auto` depends on whether the engine has the image.
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

    func hasImage(of service: Service) async -> Bool {
        guard let engine, let image = service.imageName(inProject: project.name) else { return false }
        return (try? await engine.inspectImage(image)) != nil
    }
}
