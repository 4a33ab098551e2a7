import ControlAPI

extension AppModel {
    /// Feeds what is new in a snapshot to the event log, announcements and timeline. `stack` is still the old one.
    mutating func snapshotArrived(_ snapshot: StackSnapshot) {
        events.take(snapshot, at: now, glyphs: appearance.glyphs)
        if stack == nil {
            announcements.begin(with: snapshot.services)
        } else {
            for status in snapshot.services { announce(status) }
        }
        if stack?.supervisor != snapshot.supervisor { startup = StartupTimeline() }
        startup.take(snapshot, at: now)
        noteData(stack?.data, snapshot.data)
    }

    /// Feeds an event that is newer than the snapshot to the event log, announcements and timeline.
    mutating func noteEvent(_ event: StackEvent) {
        events.take(event, glyphs: appearance.glyphs)
        switch event.payload {
        case .serviceChanged(let status):
            // The announcement replaces the notice that preceded this change.
            message = announcements.release(status.name, event.sequence, shown: message)
            announce(status)
            startup.take(status, at: now)
        case .serviceRemoved(let name): startup.forget(name)
        case .started(let profile): startup.profile = profile
        case .notice(let notice): announcements.hold(notice, event.sequence, before: message)
        case .shuttingDown: break
        }
    }

    /// Announces a service that fails or recovers, once.
    mutating func announce(_ status: ServiceStatus) {
        let news = announcements.take(status, current: message, glyphs: appearance.glyphs)
        if let news { message = news }
    }

    /// Logs operations on the seed data as events, whichever client requested them.
    mutating func noteData(_ old: DataStatus?, _ new: DataStatus?) {
        let before = old?.operation
        let current = new?.operation
        guard before?.kind != current?.kind || before?.startedAt != current?.startedAt else { return }
        if let before {
            let isFailed = new?.state == .failed
            let words = subject(before, new ?? old) + (isFailed ? " failed" : " finished")
            let why = isFailed ? new?.problem.map { ": \($0.message)" } ?? "" : ""
            events.append(EventEntry(at: now, role: isFailed ? .failed : .info, words + why))
        }
        if let current {
            events.append(EventEntry(at: current.startedAt, role: .starting, subject(current, new)))
        }
    }
}

/// Returns a text such as `resetting Lakeshore Tax Group`.
private func subject(_ operation: DataOperation, _ data: DataStatus?) -> String {
    let firm = operation.firm.map { slug in data?.firms.first { $0.slug == slug }?.name ?? slug }
    switch operation.kind {
    case .seed, .reset, .refill: return "\(operation.kind.participle) \(firm ?? "the demo data")"
    case .undo: return "undoing the last step"
    case .snapshotSave, .snapshotRestore, .snapshotDelete: return operation.kind.participle
    }
}
