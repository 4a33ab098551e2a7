import ControlAPI

/// The stack, or what is measured of it, changed.
func stackChanged(_ model: inout AppModel, _ change: StackUpdate) {
    switch change {
    case .snapshot(let snapshot):
        model.services.repair(from: model.stack?.services ?? [], to: snapshot.services)
        model.firms.repair(from: model.stack?.data?.firms ?? [], to: snapshot.data?.firms ?? [])
        model.stack = snapshot
        model.connection = .connected
        if snapshot.data == nil {
            // The pane is gone, and what it showed with it.
            if model.focus == .firms { model.focus = .services }
            model.details.source = .services
        }
    case .event(let event):
        eventHappened(&model, event)
    case .metrics(let samples):
        model.metrics = Dictionary(samples.map { ($0.name, $0) }) { _, last in last }
    case .data(let status):
        dataChanged(&model, status)
    }
}

private func eventHappened(_ model: inout AppModel, _ event: StackEvent) {
    let old = model.stack?.services ?? []
    model.stack?.apply(event)
    switch event.payload {
    case .serviceChanged(let status):
        model.services.repair(from: old, to: model.stack?.services ?? [])
        announce(&model, old.first { $0.name == status.name }, status)
    case .serviceRemoved(let name):
        model.services.repair(from: old, to: model.stack?.services ?? [])
        model.metrics[name] = nil
    case .notice(let notice):
        let prefix = notice.service.map { "\($0): " } ?? ""
        say(&model, StatusMessage(.init(notice.level), prefix + notice.message))
    case .started(let profile):
        let glyphs = model.appearance.glyphs
        let path = profile.criticalPath.joined(separator: " \(glyphs.arrow) ")
        let slowest = path.isEmpty ? "" : " \(glyphs.dot) critical path \(path)"
        say(&model, StatusMessage(.info, "all ready after \(Formatting.milliseconds(profile.totalMs))\(slowest)"))
    case .shuttingDown:
        model.connection = .ended
    }
}

/// A service that fails or recovers is announced once.
private func announce(_ model: inout AppModel, _ old: ServiceStatus?, _ new: ServiceStatus) {
    let marker = ServicePresentation(new, glyphs: model.appearance.glyphs).marker
    if new.isProblem, old?.state != new.state || old?.health != new.health {
        model.message = ProblemSummary.message(for: new, glyphs: model.appearance.glyphs)
    } else if let old, old.isProblem, new.isReady {
        model.message = StatusMessage(.info, "\(marker) \(new.name) has recovered")
    }
}

/// News of little weight does not cover up what is still to be read.
func say(_ model: inout AppModel, _ message: StatusMessage) {
    if let shown = model.message, shown.level > message.level { return }
    model.message = message
}

extension StatusMessage.Level {
    init(_ level: StackEvent.Notice.Level) {
        switch level {
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
