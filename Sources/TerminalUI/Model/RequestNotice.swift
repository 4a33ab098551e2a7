import ControlAPI

/// A notice of a client's request with the services that it names. It is shown until all of them have settled.
struct RequestNotice: Hashable, Sendable {
    private var line: StatusMessage
    private var open: Set<String>

    /// Creates a notice; nil if the line names no service.
    init?(_ line: StatusMessage, among services: [ServiceStatus]) {
        let words = Set(line.text.split { $0 == " " || $0 == "," }.map(String.init))
        open = Set(services.map(\.name)).intersection(words)
        guard !open.isEmpty else { return nil }
        self.line = line
    }

    /// Processes a service status. Returns true once all services have settled and the line is still shown.
    mutating func isDone(with status: ServiceStatus, shown: StatusMessage?) -> Bool {
        guard status.isSettled else { return false }
        open.remove(status.name)
        return open.isEmpty && shown == line
    }
}

extension ServiceStatus {
    /// Whether no further change is expected.
    fileprivate var isSettled: Bool {
        switch state {
        case .waiting, .preparing, .starting, .stopping, .backoff: false
        case .running: health != .starting
        case .paused, .unreachable, .stopped, .gaveUp, .failed, .skipped, .unavailable, .completed: true
        }
    }
}
