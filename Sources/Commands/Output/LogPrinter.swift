import ControlAPI
import FoundationEssentials
import LogAnalysis

/// Log lines for people: `service | text`, in a colour a service on a terminal.
struct LogPrinter {
    private static let colors: [Terminal.Style] = [.cyan, .green, .magenta, .blue, .yellow]

    var terminal: Terminal
    var showsTimes = false
    private let nameWidth: Int
    private let styles: [String: Terminal.Style]

    init(services: [String], terminal: Terminal, showsTimes: Bool = false) {
        self.terminal = terminal
        self.showsTimes = showsTimes
        nameWidth = services.map(\.count).max() ?? 0
        styles = Dictionary(
            services.sorted().enumerated().map { ($1, Self.colors[$0 % Self.colors.count]) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func print(_ lines: [LogLine]) {
        var text = ""
        for line in lines {
            let name = line.service.padded(to: nameWidth)
            text += styles[line.service].map { terminal.paint("\(name) |", $0) } ?? "\(name) |"
            if showsTimes { text += " " + time(line.timeNs) }
            let content = terminal.isTerminal ? LogText.harmless(line.text) : line.text
            text += line.stream == .system ? terminal.paint(" ‹\(content)›", .dim) : " \(content)"
            text += "\n"
        }
        terminal.write(text)
    }

    private func time(_ nanoseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(nanoseconds) / 1e9)
            .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
    }
}
