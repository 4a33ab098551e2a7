import ControlAPI

extension AppModel {
    /// Applies an update of the stack.
    mutating func stackChanged(_ change: StackUpdate) {
        switch change {
        case .snapshot(let snapshot):
            // A message about the lost connection is obsolete.
            if !connection.isConnected, connection != .connecting { message = nil }
            isStartingStack = false
            snapshotArrived(snapshot)
            services.repair(from: stack?.services ?? [], to: snapshot.services)
            firms.repair(from: stack?.data?.firms ?? [], to: snapshot.data?.firms ?? [])
            stack = snapshot
            connection = .connected
            if snapshot.data == nil {
                // The firms pane is gone, including its details.
                if focus == .firms { focus = .services }
                details.source = .services
            }
        case .event(let event):
            eventHappened(event)
        case .metrics(let samples):
            take(samples)
        case .data(let status):
            dataChanged(status)
        }
    }

    mutating func take(_ samples: [ServiceMetrics]) {
        metrics = Dictionary(samples.map { ($0.name, $0) }) { _, last in last }
    }

    private mutating func eventHappened(_ event: StackEvent) {
        let old = stack?.services ?? []
        // Events already part of the snapshot are not news.
        if let stack, event.sequence > stack.sequence { noteEvent(event) }
        stack?.apply(event)
        switch event.payload {
        case .serviceChanged(let status):
            services.repair(from: old, to: stack?.services ?? [])
            if !status.isReady, old.contains(where: { $0.name == status.name && $0.isReady }) { dropReadyMessage() }
            if request?.isDone(with: status, shown: message) == true {
                message = nil
                request = nil
            }
        case .serviceRemoved(let name):
            services.repair(from: old, to: stack?.services ?? [])
            metrics[name] = nil
            announcements.forget(name)
        case .notice(let notice):
            let line = StatusMessage(notice)
            say(line)
            if notice.service == nil, message == line {
                request = RequestNotice(line, among: stack?.services ?? [])
            }
        case .started(let profile):
            let glyphs = appearance.glyphs
            let path = profile.criticalPath.joined(separator: " \(glyphs.arrow) ")
            let slowest = path.isEmpty ? "" : " \(glyphs.dot) critical path \(path)"
            let words = ServiceStatus.readyWords(stack?.services ?? [])
            let message = StatusMessage(.info, "\(words) in \(Formatting.milliseconds(profile.totalMs))\(slowest)")
            say(message)
            readyMessage = message
        case .shuttingDown:
            connection = .ended
            dropReadyMessage()
            metrics = [:]
        }
    }

    /// Drops the message that the stack is ready, which no longer holds.
    private mutating func dropReadyMessage() {
        if message == readyMessage { message = nil }
        readyMessage = nil
    }

    /// Shows a message unless it would hide a more severe one.
    mutating func say(_ message: StatusMessage) {
        if let shown = self.message, shown.level > message.level { return }
        self.message = message
    }
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
