import ControlAPI

/// The facts about a service, with problems and remedies first.
struct ServiceDetails {
    private let service: ServiceStatus
    private let model: AppModel

    init(_ service: ServiceStatus, _ model: AppModel) {
        self.service = service
        self.model = model
    }

    func rows(width: Int) -> [StyledLine] {
        facts().rows(width: width, model.appearance)
    }

    private func facts() -> FactList {
        var facts = FactList()
        let shown = ServicePresentation(service, glyphs: model.appearance.glyphs)
        let explanation = ServiceExplanation(service, model)
        facts.add("why", explanation.explainsWaits ? nil : service.reason, service.isProblem ? shown.role : .text)
        facts.add("to do", service.remedy, .accent)
        explanation.addWaits(to: &facts)
        if !service.degradedBy.isEmpty {
            facts.add("lacks", service.degradedBy.joined(separator: ", "), .warning)
        }
        if let probe = service.probe {
            let answer = [probe.kind, Formatting.milliseconds(probe.latencyMs), probe.message]
                .filter { !$0.isEmpty }.joined(separator: " \(model.appearance.glyphs.dot) ")
            facts.add("probe", answer, probe.succeeded ? .text : .unhealthy)
        }
        facts.add("log", LogLossText.fact(service), service.logProblem == nil ? .warning : .unhealthy)
        if service.isProblem { facts.add("ended", service.lastExit, shown.role) }
        explanation.addLog(to: &facts)
        facts.add("needs", service.dependencies.map { item($0.service, suffix: Self.condition($0)) })
        facts.add("used by", service.dependents.map { item($0) })
        facts.add("process", process)
        if !service.isProblem { facts.add("ended", service.lastExit, .muted) }
        if service.restarts > 0 {
            facts.add("restart", "\(service.restarts) \(service.restarts == 1 ? "time" : "times")", .warning)
        }
        facts.add("address", address)
        facts.add("name", service.container?.name)
        facts.add("served", service.providedBy.map { "by \($0)" })
        if let binary = service.binary {
            facts.add("differs", binary.difference, .warning)
            facts.add(service.runtime == "docker" ? "image" : "binary", binary.path, .muted)
        } else {
            facts.add("image", service.image, .muted)
        }
        return facts
    }

    /// Returns the required state of a dependency, and whether it is optional.
    private static func condition(_ dependency: ServiceStatus.DependencyStatus) -> String {
        " (\(dependency.goal)\(dependency.required ? "" : ", optional"))"
    }

    private var process: String? {
        var parts: [String] = []
        if let pid = service.pid { parts.append("pid \(pid)") }
        if let binary = service.binary, !binary.version.isEmpty { parts.append(binary.version) }
        if let runtime = service.runtime { parts.append(runtime) }
        return parts.isEmpty ? nil : parts.joined(separator: " \(model.appearance.glyphs.dot) ")
    }

    private var address: String? {
        if let open = service.open { return open }
        if service.ports.isEmpty { return nil }
        return service.ports.map { "\($0.host):\($0.published)" }.joined(separator: ", ")
    }

    /// Returns another service with its marker.
    private func item(_ name: String, suffix: String = "") -> StyledLine {
        let theme = model.appearance.theme
        var line = StyledLine()
        if let other = model.stack?[service: name] {
            let shown = ServicePresentation(other, glyphs: model.appearance.glyphs)
            line.append(shown.marker + " ", theme[shown.role])
        }
        line.append(LogSanitizer.plain(name), theme[.text])
        line.append(suffix, theme[.muted])
        return line
    }
}
