/// What an engine says happened to a container.
struct ContainerEvent: Hashable, Sendable {
    /// What happened.
    enum Kind: Hashable, Sendable {
        case started
        /// A signal was sent, by anybody.
        case signalled(Int32)
        case died(exitCode: Int32)
        /// `docker stop` is done: signals alone, which cpadev sends, never lead to this.
        case stopped
        case outOfMemory
        case paused
        case resumed
        case health(HealthWord)
        case removed
    }

    /// What the engine's health check found.
    enum HealthWord: Hashable, Sendable {
        case starting
        case healthy
        case unhealthy
    }

    /// The container's id.
    var container: String
    var kind: Kind
}

extension ContainerEvent.Kind {
    /// Reads the action and the attributes of an event about a container; nil for actions that matter to nobody here.
    ///
    /// Source: Docker Engine API, SystemEvents; dockerd 20.10 and 26.1. Podman says `died`, `remove`.
    init?(action: String, attributes: [String: String]) {
        switch action {
        case "start": self = .started
        case "kill": self = .signalled(attributes["signal"].flatMap { Int32($0) } ?? 0)
        case "die", "died":
            let code = attributes["exitCode"] ?? attributes["containerExitCode"]
            self = .died(exitCode: code.flatMap { Int32($0) } ?? 0)
        case "stop": self = .stopped
        case "oom": self = .outOfMemory
        case "pause": self = .paused
        case "unpause": self = .resumed
        case "destroy", "remove": self = .removed
        case "health_status: healthy": self = .health(.healthy)
        case "health_status: unhealthy": self = .health(.unhealthy)
        case "health_status: starting": self = .health(.starting)
        default: return nil
        }
    }

    /// The actions that an event stream should be asked for.
    static let actions = ["start", "kill", "die", "stop", "oom", "pause", "unpause", "destroy", "health_status"]
}
