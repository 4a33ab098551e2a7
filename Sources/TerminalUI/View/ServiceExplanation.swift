import ControlAPI

/// Why a service is not ready: what it waits for, and what it said last.
struct ServiceExplanation {
    /// A line of a log may be of any length; of a longer one its beginning says enough.
    private static let longestLine = 240

    private let service: ServiceStatus
    private let model: AppModel

    init(_ service: ServiceStatus, _ model: AppModel) {
        self.service = service
        self.model = model
    }

    /// Whether it can say what the service waits for.
    var tellsWaits: Bool { service.state == .waiting && service.dependencies.contains { !$0.satisfied } }

    /// Each dependency that is not there yet: what is expected of it, and what it is.
    func addWaits(to facts: inout FactList) {
        guard service.state == .waiting || service.state == .skipped else { return }
        for (index, dependency) in service.dependencies.filter({ !$0.satisfied }).enumerated() {
            let other = model.stack?[service: dependency.service]
            let shown = other.map { ServicePresentation($0, glyphs: model.appearance.glyphs) }
            var words = "\(dependency.service) to be \(dependency.goal)"
            if !dependency.required { words += " (optional)" }
            if let shown { words += ": \(shown.words)" }
            facts.add(index == 0 ? "waits" : "", words, other?.isProblem == true ? .warning : .text)
        }
    }

    /// The last lines of its log.
    func addLog(to facts: inout FactList) {
        guard service.needsExplanation else { return }
        for (index, line) in model.tail.lines(of: service.name).enumerated() {
            let line = JSONLineText(line.text)?.text ?? line.text
            var text = LogSanitizer.plain(String(line.prefix(Self.longestLine * 4)))
            if text.count > Self.longestLine { text = text.prefix(Self.longestLine) + model.appearance.glyphs.ellipsis }
            // A line without text keeps its place.
            facts.add(index == 0 ? "log" : "", text.isEmpty ? model.appearance.glyphs.dash : text, .muted)
        }
    }
}

extension ServiceStatus.DependencyStatus {
    /// What is expected of the other service, in a word.
    var goal: String {
        switch condition {
        case "service_healthy": "healthy"
        case "service_started": "started"
        case "service_completed_successfully": "completed"
        default: LogSanitizer.plain(condition)
        }
    }
}
