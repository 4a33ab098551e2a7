import ControlAPI

/// Feeds what is new in a snapshot to the event log, announcements and timeline. `model.stack` is still the old one.
func snapshotArrived(_ model: inout AppModel, _ snapshot: StackSnapshot) {
    let glyphs = model.appearance.glyphs
    model.events.take(snapshot, at: model.now, glyphs: glyphs)
    if model.stack == nil {
        model.announcements.begin(with: snapshot.services)
    } else {
        for status in snapshot.services { announce(&model, status) }
    }
    if model.stack?.supervisor != snapshot.supervisor {
        model.startup = StartupTimeline()
    }
    model.startup.take(snapshot, at: model.now)
    noteData(&model, model.stack?.data, snapshot.data)
}

/// Feeds an event that is newer than the snapshot to the event log, announcements and timeline.
func noteEvent(_ model: inout AppModel, _ event: StackEvent) {
    model.events.take(event, glyphs: model.appearance.glyphs)
    switch event.payload {
    case .serviceChanged(let status):
        // The announcement replaces the notice that preceded this change.
        model.message = model.announcements.release(status.name, event.sequence, shown: model.message)
        announce(&model, status)
        model.startup.take(status, at: model.now)
    case .serviceRemoved(let name): model.startup.forget(name)
    case .started(let profile): model.startup.profile = profile
    case .notice(let notice): model.announcements.hold(notice, event.sequence, before: model.message)
    case .shuttingDown: break
    }
}

/// Announces a service that fails or recovers, once.
func announce(_ model: inout AppModel, _ status: ServiceStatus) {
    let glyphs = model.appearance.glyphs
    if let message = model.announcements.take(status, current: model.message, glyphs: glyphs) {
        model.message = message
    }
}

/// Logs operations on the seed data as events, whichever client requested them.
func noteData(_ model: inout AppModel, _ old: DataStatus?, _ new: DataStatus?) {
    let before = old?.operation
    let now = new?.operation
    guard before?.kind != now?.kind || before?.startedAt != now?.startedAt else { return }
    if let before {
        let isFailed = new?.state == .failed
        let words = subject(before, new ?? old) + (isFailed ? " failed" : " finished")
        let why = isFailed ? new?.problem.map { ": \($0.message)" } ?? "" : ""
        model.events.append(EventEntry(at: model.now, role: isFailed ? .failed : .info, words + why))
    }
    if let now { model.events.append(EventEntry(at: now.startedAt, role: .starting, subject(now, new))) }
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
