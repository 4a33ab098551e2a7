import ControlAPI

/// What is said of logs that cannot be written, by commands that show services or their lines.
enum LogLossLines {
    /// A line for each of the services whose log lacks something; empty where none does.
    static func render(_ services: some Sequence<ServiceStatus>, _ terminal: Terminal) -> String {
        services.compactMap { service in
            let count = service.droppedLines == 1 ? "1 line" : "\(service.droppedLines) lines"
            if let problem = service.logProblem {
                let text = "\(service.name): lines of its log are being dropped, \(count) by now: \(problem)"
                return terminal.paint(text, .red) + "\n"
            }
            guard service.droppedLines > 0 else { return nil }
            return terminal.paint("\(service.name): \(count) of its log could not be written", .yellow) + "\n"
        }.joined()
    }
}
