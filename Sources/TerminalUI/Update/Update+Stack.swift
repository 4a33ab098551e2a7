import ControlAPI

/// Applies an update of the stack.
func stackChanged(_ model: inout AppModel, _ change: StackUpdate) {
    switch change {
    case .snapshot(let snapshot):
        // A message about the lost connection is obsolete.
        if !model.connection.isConnected, model.connection != .connecting { model.message = nil }
        model.isStartingStack = false
        snapshotArrived(&model, snapshot)
        model.services.repair(from: model.stack?.services ?? [], to: snapshot.services)
        model.firms.repair(from: model.stack?.data?.firms ?? [], to: snapshot.data?.firms ?? [])
        model.stack = snapshot
        model.connection = .connected
        if snapshot.data == nil {
            // The firms pane is gone, including its details.
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
    // Events already part of the snapshot are not news.
    if let stack = model.stack, event.sequence > stack.sequence { noteEvent(&model, event) }
    model.stack?.apply(event)
    switch event.payload {
    case .serviceChanged(let status):
        model.services.repair(from: old, to: model.stack?.services ?? [])
        if !status.isReady, old.contains(where: { $0.name == status.name && $0.isReady }) { dropReadyMessage(&model) }
        if model.request?.isDone(with: status, shown: model.message) == true {
            model.message = nil
            model.request = nil
        }
    case .serviceRemoved(let name):
        model.services.repair(from: old, to: model.stack?.services ?? [])
        model.metrics[name] = nil
        model.announcements.forget(name)
    case .notice(let notice):
        let line = StatusMessage(notice)
        say(&model, line)
        if notice.service == nil, model.message == line {
            model.request = RequestNotice(line, among: model.stack?.services ?? [])
        }
    case .started(let profile):
        let glyphs = model.appearance.glyphs
        let path = profile.criticalPath.joined(separator: " \(glyphs.arrow) ")
        let slowest = path.isEmpty ? "" : " \(glyphs.dot) critical path \(path)"
        let words = ServiceStatus.readyWords(model.stack?.services ?? [])
        let message = StatusMessage(.info, "\(words) in \(Formatting.milliseconds(profile.totalMs))\(slowest)")
        say(&model, message)
        model.readyMessage = message
    case .shuttingDown:
        model.connection = .ended
        dropReadyMessage(&model)
        model.metrics = [:]
    }
}

/// Drops the message that the stack is ready, which no longer holds.
private func dropReadyMessage(_ model: inout AppModel) {
    if model.message == model.readyMessage { model.message = nil }
    model.readyMessage = nil
}

/// Shows a message unless it would hide a more severe one.
func say(_ model: inout AppModel, _ message: StatusMessage) {
    if let shown = model.message, shown.level > message.level { return }
    model.message = message
}

extension StatusMessage {
    /// Creates a message from a supervisor notice.
    init(_ notice: StackEvent.Notice) {
        let prefix = notice.service.map { "\($0): " } ?? ""
        self.init(Level(notice.level), prefix + notice.message)
    }
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
