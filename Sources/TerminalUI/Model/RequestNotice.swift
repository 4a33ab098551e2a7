import ControlAPI

/// A line that says what a client asked for, and the services that it names: it is shown until all of them are where they
/// were to go.
struct RequestNotice: Hashable, Sendable {
    private var line: StatusMessage
    private var open: Set<String>

    /// nil where the line names no service.
    init?(_ line: StatusMessage, among services: [ServiceStatus]) {
        let words = Set(line.text.split { $0 == " " || $0 == "," }.map(String.init))
        open = Set(services.map(\.name)).intersection(words)
        guard !open.isEmpty else { return nil }
        self.line = line
    }

    /// Takes a service's status in; true once nothing is open any more and the line is still the one that is shown.
    mutating func isDone(with status: ServiceStatus, shown: StatusMessage?) -> Bool {
        guard status.isSettled else { return false }
        open.remove(status.name)
        return open.isEmpty && shown == line
    }
}

extension ServiceStatus {
    /// Whether nothing is about to happen to it.
    fileprivate var isSettled: Bool {
        switch state {
        case .waiting, .preparing, .starting, .stopping, .backoff: false
        case .running: health != .starting
        case .paused, .unreachable, .stopped, .gaveUp, .failed, .skipped, .unavailable, .completed: true
        }
    }
}
