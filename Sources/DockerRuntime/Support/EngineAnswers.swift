import DockerEngine
import Runtime

extension ContainerState {
    /// Converts an inspection.
    init(_ inspection: ContainerInspection) {
        let state = inspection.state
        if state.isRunning || state.isPaused {
            life = .running(isPaused: state.isPaused)
        } else if state.status == "created" {
            life = .created
        } else {
            life = .ended(
                exitCode: Int32(truncatingIfNeeded: state.exitCode),
                isOutOfMemory: state.isOOMKilled,
                finishedNs: state.finishedAt.flatMap { EngineTimestamp.nanoseconds($0) }
            )
        }
        health = state.health.flatMap { health in
            switch health.status {
            case "starting": .starting
            case "healthy": .healthy
            case "unhealthy": .unhealthy(message: Self.message(health.log?.last?.output))
            default: nil
            }
        }
        startedNs = state.startedAt.flatMap { EngineTimestamp.nanoseconds($0) }
        pid = state.pid > 0 ? Int32(truncatingIfNeeded: state.pid) : nil
    }

    /// The last non-blank line of a health check's output.
    static func message(_ output: String?) -> String {
        let lines = (output ?? "").split(whereSeparator: \.isNewline)
        return lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "its health check failed"
    }
}

extension ExistingContainer {
    /// Converts an entry of the engine's list.
    init(_ summary: ContainerSummary) {
        id = summary.id
        let name = summary.names?.first ?? summary.id
        self.name = name.hasPrefix("/") ? String(name.dropFirst()) : name
        state = summary.state.flatMap(State.init) ?? .exited
        labels = summary.labels ?? [:]
    }
}

extension ContainerInspection {
    /// Returns the host ports on which a launch's ports are actually published.
    func bindings(of launch: Launch) -> [Launch.Binding] {
        launch.bindings.map { binding in
            let shown = networkSettings?.ports?["\(binding.target)/tcp"].flatMap { $0 } ?? []
            let ports = shown.compactMap { $0.hostPort.flatMap { UInt16($0) } }
            // A port may be published on several host ports; the requested one is preferred.
            guard !ports.contains(binding.published), let port = ports.first else { return binding }
            return Launch.Binding(target: binding.target, host: binding.host, published: port)
        }
    }
}
