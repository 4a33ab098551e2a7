import DockerEngine
import Runtime

/// The state of a container, from an inspection.
struct ContainerState: Hashable, Sendable {
    /// Whether it is running, and how it ended.
    enum Life: Hashable, Sendable {
        case running(isPaused: Bool)
        /// `finishedNs` is in nanoseconds since 1970; nil if the engine does not report it.
        case ended(exitCode: Int32, isOutOfMemory: Bool, finishedNs: Int64?)
        /// It was created but never started.
        case created
    }

    var life: Life
    /// nil if it has no health check.
    var health: ReportedHealth?
    /// When its process started, in nanoseconds since 1970.
    var startedNs: Int64?
    /// Its main process on the engine's machine.
    var pid: Int32?
}

extension ContainerState {
    /// Converts an inspection.
    init(_ inspection: ContainerInspection) {
        let state = inspection.state
        let isPaused = state.isPaused == true
        if state.isRunning == true || isPaused {
            life = .running(isPaused: isPaused)
        } else if state.status == "created" {
            life = .created
        } else {
            life = .ended(
                exitCode: Int32(truncatingIfNeeded: state.exitCode ?? 0),
                isOutOfMemory: state.isOOMKilled == true,
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
        pid = state.pid.flatMap { $0 > 0 ? Int32(truncatingIfNeeded: $0) : nil }
    }

    /// The last non-blank line of a health check's output.
    static func message(_ output: String?) -> String {
        let lines = (output ?? "").split(whereSeparator: \.isNewline)
        return lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "its health check failed"
    }
}
