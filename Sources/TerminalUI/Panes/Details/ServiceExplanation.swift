import ControlAPI

/// Why a service is not ready: what it waits for, and its last log lines.
struct ServiceExplanation {
    /// Longer log lines are cut: their beginning is enough.
    private static let longestLine = 240

    private let service: ServiceStatus
    private let model: AppModel

    init(_ service: ServiceStatus, _ model: AppModel) {
        self.service = service
        self.model = model
    }

    /// Whether ``addWaits(to:)`` explains what the service waits for.
    var explainsWaits: Bool { service.state == .waiting && service.dependencies.contains { !$0.satisfied } }

    /// Adds each unsatisfied dependency with its required and actual state.
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

    /// Adds the last lines of its log.
    func addLog(to facts: inout FactList) {
        guard service.needsExplanation else { return }
        for (index, line) in model.tail.lines(of: service.name).enumerated() {
            let line = JSONLineText(line.text)?.text ?? line.text
            var text = LogSanitizer.plain(String(line.prefix(Self.longestLine * 4)))
            if text.count > Self.longestLine { text = text.prefix(Self.longestLine) + model.appearance.glyphs.ellipsis }
            // Empty lines keep their place.
            facts.add(index == 0 ? "log" : "", text.isEmpty ? model.appearance.glyphs.dash : text, .muted)
        }
    }
}

extension ServiceStatus.DependencyStatus {
    /// The required state in a word.
    var goal: String {
        switch condition {
        case "service_healthy": "healthy"
        case "service_started": "started"
        case "service_completed_successfully": "completed"
        default: LogSanitizer.plain(condition)
        }
    }
}
