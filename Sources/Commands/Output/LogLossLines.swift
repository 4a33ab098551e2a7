import ControlAPI

/// Warnings about dropped log lines, for commands that show services or logs.
enum LogLossLines {
    /// Renders a line for each service with dropped log lines; empty if there are none.
    static func render(_ services: some Sequence<ServiceStatus>, _ terminal: Terminal) -> String {
        services.compactMap { service in
            let count = service.droppedLines == 1 ? "1 line" : "\(service.droppedLines) lines"
            if let problem = service.logProblem {
                let text = "\(service.name): lines of its log are being dropped, \(count) so far: \(problem)"
                return terminal.paint(text, .red) + "\n"
            }
            guard service.droppedLines > 0 else { return nil }
            return terminal.paint("\(service.name): \(count) of its log could not be written", .yellow) + "\n"
        }.joined()
    }
}
