import ControlAPI

/// One-line summaries of service problems.
enum ProblemSummary {
    /// Returns the worst problem of a stack and the number of others; nil if there are none.
    static func message(for services: [ServiceStatus], glyphs: Glyphs) -> StatusMessage? {
        let problems = services.filter(\.isProblem).sorted { weight($0) > weight($1) }
        guard let worst = problems.first else { return nil }
        return message(for: worst, others: problems.count - 1, glyphs: glyphs)
    }

    /// Returns the service, its problem and the reason.
    static func message(for service: ServiceStatus, others: Int = 0, glyphs: Glyphs) -> StatusMessage {
        let shown = ServicePresentation(service, glyphs: glyphs)
        let why = service.reason ?? (service.state == .running ? service.probe?.message : service.lastExit)
        let more = others > 0 ? " (and \(others) more)" : ""
        let text = "\(shown.marker) \(service.name) \(phrase(service, shown))\(more)"
        let level: StatusMessage.Level = weight(service) >= 3 ? .error : .warning
        return StatusMessage(level, why.map { "\(text): \($0)" } ?? text)
    }

    static func phrase(_ service: ServiceStatus, _ shown: ServicePresentation) -> String {
        switch service.state {
        case .running, .paused, .unreachable, .unavailable: "is \(shown.words)"
        case .backoff: "ended and is restarting"
        default: shown.words
        }
    }

    static func weight(_ service: ServiceStatus) -> Int {
        switch service.state {
        case .failed: 5
        case .gaveUp: 4
        case .running, .unreachable: 3
        case .backoff: 2
        default: 1
        }
    }
}
