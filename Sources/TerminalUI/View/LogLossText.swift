import ControlAPI

/// Lines that are missing in logs, in words.
enum LogLossText {
    /// While lines of one of the services are being dropped: how many were by now, and why. nil otherwise.
    static func ongoing(_ services: some Sequence<ServiceStatus>) -> String? {
        let dropping = services.filter { $0.logProblem != nil }
        guard let problem = dropping.first?.logProblem else { return nil }
        let count = dropping.reduce(0) { $0 + $1.droppedLines }
        return "\(words(count)) dropped, and more: \(problem)"
    }

    /// For the details of a service; nil where its log lacks nothing.
    static func fact(_ service: ServiceStatus) -> String? {
        if let ongoing = ongoing([service]) { return ongoing }
        return service.droppedLines > 0 ? "\(words(service.droppedLines)) dropped" : nil
    }

    private static func words(_ count: Int) -> String {
        count == 1 ? "1 line" : "\(Formatting.count(count)) lines"
    }
}
