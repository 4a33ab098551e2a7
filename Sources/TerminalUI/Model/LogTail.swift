import ControlAPI

/// The last lines of one service's log, for the details of a service that is not ready.
struct LogTail: Hashable, Sendable {
    static let lines = 5

    /// What the lines belong to: when anything of it changes, they are asked for anew.
    struct Occasion: Hashable, Sendable {
        var service: String
        var state: ServiceStatus.State
        var health: ServiceStatus.Health?
        var restarts: Int
        var lastExit: String?
        var probe: String?

        /// nil where a service has nothing to explain.
        init?(_ status: ServiceStatus) {
            guard status.needsExplanation else { return nil }
            service = status.name
            state = status.state
            health = status.health
            restarts = status.restarts
            lastExit = status.lastExit
            probe = status.probe?.message
        }

        var query: LogQuery { LogQuery(services: [service], tail: LogTail.lines) }
    }

    /// What was asked for last.
    private(set) var asked: Occasion?
    private var service: String?
    private var newest: [LogLine] = []

    /// The lines of a service, as far as they are known.
    func lines(of service: String) -> [LogLine] { self.service == service ? newest : [] }

    mutating func willAsk(for occasion: Occasion) { asked = occasion }

    /// The answer; one to an older question is of no use.
    mutating func take(_ lines: [LogLine], for occasion: Occasion) {
        guard occasion == asked else { return }
        service = occasion.service
        newest = lines.suffix(Self.lines)
    }

    /// The connection broke: what was asked for may never come.
    mutating func forget() { asked = nil }
}

extension ServiceStatus {
    /// Whether a person who looks at it will ask why it is not ready.
    var needsExplanation: Bool {
        switch state {
        case .waiting, .preparing, .starting, .backoff, .gaveUp, .failed, .unavailable, .unreachable, .skipped: true
        case .running: !isReady
        case .paused, .stopping, .stopped, .completed: false
        }
    }
}
