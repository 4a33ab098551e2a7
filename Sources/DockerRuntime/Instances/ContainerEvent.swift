/// A container event of an engine.
struct ContainerEvent: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case started
        /// A signal was sent, by cpadev or by another client.
        case signalled(Int32)
        case died(exitCode: Int32)
        /// `docker stop` has completed. Signals alone, which are what cpadev sends, never cause this event.
        case stopped
        case outOfMemory
        case paused
        case resumed
        case health(HealthResult)
        case removed
    }

    /// The result of the engine's health check.
    enum HealthResult: Hashable, Sendable {
        case starting
        case healthy
        case unhealthy
    }

    var container: String
    var kind: Kind
}

extension ContainerEvent.Kind {
    /// Parses the action and attributes of a container event; nil for irrelevant actions.
    ///
    /// Source: Docker Engine API, SystemEvents; dockerd 20.10 and 26.1. Podman uses `died` and `remove`.
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

    /// The actions to subscribe to.
    static let actions = ["start", "kill", "die", "stop", "oom", "pause", "unpause", "destroy", "health_status"]
}
