import ControlAPI

/// Texts about dropped log lines.
enum LogLossText {
    /// Returns how many lines were dropped so far, and why, while lines are being dropped; nil otherwise.
    static func ongoing(_ services: some Sequence<ServiceStatus>) -> String? {
        let dropping = services.filter { $0.logProblem != nil }
        guard let problem = dropping.first?.logProblem else { return nil }
        let count = dropping.reduce(0) { $0 + $1.droppedLines }
        return "\(Formatting.counted(count, "line")) dropped so far: \(problem)"
    }

    /// Returns the text for a service's details; nil if its log is complete.
    static func fact(_ service: ServiceStatus) -> String? {
        if let ongoing = ongoing([service]) { return ongoing }
        return service.droppedLines > 0 ? "\(Formatting.counted(service.droppedLines, "line")) dropped" : nil
    }
}
