import ControlAPI
import FoundationEssentials

/// The presentation of a service's state: a marker that is distinct by shape alone, a role for its colour, and words.
struct ServicePresentation {
    var marker: String
    var role: Theme.Role
    var words: String
    /// Whether it is active, so that port, uptime and metrics are meaningful.
    var isActive: Bool

    init(_ service: ServiceStatus, glyphs: Glyphs) {
        isActive = false
        switch service.state {
        case .running:
            isActive = true
            (marker, role, words) = Self.running(service, glyphs)
        case .waiting: (marker, role, words) = (glyphs.waiting, .waiting, Self.waitingFor(service))
        case .preparing: (marker, role, words) = (glyphs.starting, .starting, "preparing")
        case .starting:
            isActive = true
            (marker, role, words) = (glyphs.starting, .starting, "starting")
        case .stopping:
            isActive = true
            (marker, role, words) = (glyphs.starting, .starting, "stopping")
        case .stopped: (marker, role, words) = (glyphs.stopped, .stopped, "stopped")
        case .skipped: (marker, role, words) = (glyphs.stopped, .stopped, "skipped")
        case .paused:
            isActive = true
            (marker, role, words) = (glyphs.unhealthy, .unhealthy, "paused")
        case .unreachable: (marker, role, words) = (glyphs.unavailable, .unavailable, "unreachable")
        case .backoff: (marker, role, words) = (glyphs.failed, .failed, "restarting")
        case .gaveUp: (marker, role, words) = (glyphs.failed, .failed, "gave up")
        case .failed: (marker, role, words) = (glyphs.failed, .failed, "failed")
        case .unavailable: (marker, role, words) = (glyphs.unavailable, .unavailable, "unavailable")
        case .completed: (marker, role, words) = (glyphs.completed, .healthy, "completed")
        }
    }

    private static func running(_ service: ServiceStatus, _ glyphs: Glyphs) -> (String, Theme.Role, String) {
        switch service.health {
        case .healthy:
            (glyphs.healthy, .healthy, service.degradedBy.isEmpty ? "healthy" : "degraded")
        case .unhealthy:
            (glyphs.unhealthy, .unhealthy, "unhealthy")
        case .starting:
            (glyphs.starting, .starting, "starting")
        case .some(.none), nil:
            (glyphs.healthy, .healthy, "running")
        }
    }

    private static func waitingFor(_ service: ServiceStatus) -> String {
        let open = service.dependencies.filter { !$0.satisfied }
        let names = (open.filter(\.required) + open.filter { !$0.required }).map(\.service)
        return names.isEmpty ? "waiting" : "waits for \(names.joined(separator: ", "))"
    }
}

extension ServiceStatus {
    /// Returns its uptime or start time; nil if it is not running.
    func uptime(in model: AppModel) -> String? {
        if let startedAt { return model.uptime(since: startedAt) }
        return uptimeS.map { Formatting.uptime(seconds: $0) }
    }
}
