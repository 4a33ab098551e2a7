import ComposeModel
import DockerEngine
import Runtime

extension ContainerStarter {
    /// Why a name cannot be had: by whose container it is taken.
    func nameTaken(_ name: String, _ error: EngineError) async -> RuntimeError {
        guard let labels = try? await client.inspectContainer(name).config?.labels else {
            return RuntimeError(error, "cannot make its container")
        }
        let whose = labels[ComposeLabels.project].map { "of project \($0)" } ?? "that no Compose project made"
        return RuntimeError(
            .refused,
            "there is a container '\(name)' \(whose)",
            remedy: "remove it: docker rm -f \(name)"
        )
    }

    /// Why a container did not start. A port that is taken is told with who has it.
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

extension Launch {
    /// Whether the file leaves the choice of a host's port open.
    var hasOpenPorts: Bool { service.ports.contains { $0.published == nil } }
}
