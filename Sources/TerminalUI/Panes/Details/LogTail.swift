import ControlAPI

/// The last log lines of a service, for the details of a service that is not ready.
struct LogTail: Hashable, Sendable {
    static let lines = 5

    /// The state that the lines belong to. When any part of it changes, they are requested again.
    struct Occasion: Hashable, Sendable {
        var service: String
        var state: ServiceStatus.State
        var health: ServiceStatus.Health?
        var restarts: Int
        var lastExit: String?
        var probe: String?

        /// Creates an occasion; nil if the service's state needs no explanation.
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

    /// The last occasion for which lines were requested.
    private(set) var asked: Occasion?
    private var service: String?
    private var newest: [LogLine] = []

    /// Returns the known lines of a service.
    func lines(of service: String) -> [LogLine] { self.service == service ? newest : [] }

    mutating func markRequested(for occasion: Occasion) { asked = occasion }

    /// Stores an answer unless it belongs to an older request.
    mutating func take(_ lines: [LogLine], for occasion: Occasion) {
        guard occasion == asked else { return }
        service = occasion.service
        newest = lines.suffix(Self.lines)
    }

    /// Forgets the request after the connection broke: its answer may never arrive.
    mutating func forget() { asked = nil }
}

extension ServiceStatus {
    /// Whether the user will want to know why it is not ready.
    var needsExplanation: Bool {
        switch state {
        case .waiting, .preparing, .starting, .backoff, .gaveUp, .failed, .unavailable, .unreachable, .skipped: true
        case .running: !isReady
        case .paused, .stopping, .stopped, .completed: false
        }
    }
}
