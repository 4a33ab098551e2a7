import ControlAPI

/// The facts about a service, each with a label, and how they are laid out in rows.
struct ServiceDetails {
    /// A label, and what follows it. Text is wrapped, a line with styles of its own is cut.
    private enum Value {
        case text(String, Theme.Role)
        case list([StyledLine])
    }

    private static let labelWidth = 8
    private let service: ServiceStatus
    private let model: AppModel

    init(_ service: ServiceStatus, _ model: AppModel) {
        self.service = service
        self.model = model
    }

    func rows(width: Int) -> [StyledLine] {
        guard width > 0 else { return [] }
        let theme = model.appearance.theme
        let label = width >= 24 ? Self.labelWidth : 0
        var rows: [StyledLine] = []
        for (name, value) in facts() {
            let values: [StyledLine] =
                switch value {
                case .text(let text, let role):
                    TextMetrics.wrapped(LogSanitizer.plain(text), to: width - label)
                        .map { StyledLine($0, theme[role]) }
                case .list(let items): flow(items, width: width - label)
                }
            for (index, line) in values.enumerated() {
                let head = index == 0 ? name : ""
                var row = StyledLine(label > 0 ? TextMetrics.padded(head, to: label) : "", theme[.muted])
                row.append(line.truncated(to: width - label, ellipsis: model.appearance.glyphs.ellipsis))
                rows.append(row)
            }
        }
        return rows
    }

    private func facts() -> [(String, Value)] {
        var facts: [(String, Value)] = []
        func add(_ name: String, _ text: String?, _ role: Theme.Role = .text) {
            if let text, !text.isEmpty { facts.append((name, .text(text, role))) }
        }
        let shown = ServicePresentation(service, glyphs: model.appearance.glyphs)
        add("why", service.reason, service.isProblem ? shown.role : .text)
        add("to do", service.remedy, .accent)
        if !service.degradedBy.isEmpty {
            add("lacks", service.degradedBy.joined(separator: ", "), .warning)
        }
        if let probe = service.probe, service.state == .running || service.state == .starting {
            let answer = [probe.kind, Formatting.milliseconds(probe.latencyMs), probe.message]
                .filter { !$0.isEmpty }.joined(separator: " \(model.appearance.glyphs.dot) ")
            add("probe", answer, probe.succeeded ? .text : .unhealthy)
        }
        addRelations(to: &facts)
        add("process", process)
        add("ended", service.lastExit, service.isProblem ? shown.role : .muted)
        if service.restarts > 0 {
            add("restart", "\(service.restarts) \(service.restarts == 1 ? "time" : "times")", .warning)
        }
        add("address", address)
        add("served", service.providedBy.map { "by \($0)" })
        if let binary = service.binary {
            add("differs", binary.difference, .warning)
            add("binary", binary.path, .muted)
        } else {
            add("image", service.image, .muted)
        }
        return facts
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

    private func addRelations(to facts: inout [(String, Value)]) {
        let theme = model.appearance.theme
        func item(_ name: String, suffix: String = "") -> StyledLine {
            var line = StyledLine()
            if let other = model.stack?[service: name] {
                let shown = ServicePresentation(other, glyphs: model.appearance.glyphs)
                line.append(shown.marker + " ", theme[shown.role])
            }
            line.append(LogSanitizer.plain(name), theme[.text])
            line.append(suffix, theme[.muted])
            return line
        }
        let needs = service.dependencies.map { item($0.service, suffix: $0.required ? "" : " (optional)") }
        if !needs.isEmpty { facts.append(("needs", .list(needs))) }
        let neededBy = service.dependents.map { item($0) }
        if !neededBy.isEmpty { facts.append(("used by", .list(neededBy))) }
    }

    /// Puts short pieces one after the other, in as many rows as they need.
    private func flow(_ items: [StyledLine], width: Int) -> [StyledLine] {
        var rows: [StyledLine] = []
        var row = StyledLine()
        for item in items {
            if !row.spans.isEmpty, row.width + 2 + item.width > width {
                rows.append(row)
                row = StyledLine()
            }
            if !row.spans.isEmpty { row.append("  ") }
            row.append(item)
        }
        rows.append(row)
        return rows
    }
}
