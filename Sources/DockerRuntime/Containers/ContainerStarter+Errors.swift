import ComposeModel
import DockerEngine
import Foundations
import Runtime

extension ContainerStarter {
    /// Returns the error for a name that is taken, naming the owner of the container that has it.
    func nameTakenError(_ name: String, _ error: EngineError) async -> RuntimeError {
        guard let labels = try? await client.inspectContainer(name).config?.labels else {
            return RuntimeError(error, "cannot create its container")
        }
        let whose = labels[ComposeLabels.project].map { "project \($0)" } ?? "no Compose project"
        return RuntimeError(
            .refused,
            "container '\(name)' already exists; it belongs to \(whose)",
            remedy: "remove it: docker rm -f \(QuotedValue.shell(name))"
        )
    }

    /// Returns the error for a container that did not start. If a port is taken, it names the holder.
    func startError(_ error: EngineError, _ launch: Launch) async -> RuntimeError {
        guard error.code == .portTaken else { return RuntimeError(error, "cannot start its container") }
        let search = PortSearch(client: client, configuration: configuration)
        for binding in launch.bindings {
            switch await search.holder(of: binding.published, host: binding.host) {
            case .other(let words):
                return RuntimeError(
                    .refused,
                    "port \(binding.published) is taken by \(words)",
                    remedy: "stop it, or choose another port"
                )
            case .service(let name) where name != launch.service.name:
                return RuntimeError(
                    .refused,
                    "port \(binding.published) is taken by service \(name)",
                    remedy: "choose another port for one of them"
                )
            case .service, nil: continue
            }
        }
        return RuntimeError(error, "cannot start its container")
    }
}
