import ControlAPI
import FoundationEssentials

/// The earlier moment that the screen shows, and the screen to return to.
struct PastView: Sendable {
    var momentNs: Int64
    /// When the events before and after the moment happened, as far as they are known.
    var previousNs: Int64?
    var nextNs: Int64?
    /// The screen as it is now, to which it returns. Meanwhile it takes the news of the stack.
    var present: Present

    indirect enum Present: Sendable {
        case screen(AppModel)

        var model: AppModel {
            switch self {
            case .screen(let model): model
            }
        }
    }

    var now: Date { present.model.now }
}

extension AppModel {
    /// Shows the stack of an earlier moment. What happens now is kept for the return.
    mutating func show(_ past: PastStack) -> [Effect] {
        let present = self.past?.present ?? .screen(self)
        let moment = Date(timeIntervalSince1970: Double(past.momentNs) / 1e9)
        self.past = PastView(
            momentNs: past.momentNs,
            previousNs: past.previousNs,
            nextNs: past.nextNs,
            present: present
        )
        now = moment
        services.repair(from: stack?.services ?? [], to: past.snapshot.services)
        firms.repair(from: stack?.data?.firms ?? [], to: past.snapshot.data?.firms ?? [])
        stack = past.snapshot
        metrics = [:]
        tail = LogTail()
        alerts.forget()
        events = EventLog(past: past.events, glyphs: appearance.glyphs)
        startup = StartupTimeline(past: past, at: moment)
        readyMessage = nil
        // The recording may arrive before the first snapshot of its end.
        if isRecording { connection = .connected }
        if past.snapshot.data == nil {
            if focus == .firms { focus = .services }
            details.source = .services
        }
        message = arrival(past)
        logs.endNs = past.momentNs
        return logs.renew()
    }

    private func arrival(_ past: PastStack) -> StatusMessage {
        guard past.hasSupervisor else {
            return StatusMessage(.warning, "no supervisor ran then: this is what the last one before left")
        }
        let dot = appearance.glyphs.dot
        let back = isRecording ? "" : " \(dot) esc returns to now"
        return StatusMessage(.info, "{ previous event \(dot) } next event \(dot) T another time\(back)")
    }

    /// Whether it shows the past and can return to the present.
    var canLeavePast: Bool { past != nil && !isRecording }

    /// Returns to the present.
    mutating func leavePast() -> [Effect] {
        guard canLeavePast, var present = past?.present.model else { return [] }
        present.size = size
        present.appearance = appearance
        present.sizes = sizes
        present.tab = tab
        present.focus = present.panes.contains(focus) ? focus : .services
        present.logs.returnFromPast(after: logs)
        self = present
        return [.stopLoadingPast] + logs.renew()
    }

    /// Applies a message to the screen as it is now. Its requests are performed, but not those for log lines.
    mutating func updatePresent(_ message: Message) -> [Effect] {
        guard var present = past?.present.model else { return [] }
        let effects = update(&present, message)
        past?.present = .screen(present)
        // Whether the supervisor answers concerns the past as well.
        if !isRecording { connection = present.connection }
        return effects.filter { effect in
            switch effect {
            case .subscribe, .unsubscribe, .read, .stopReading: false
            default: true
            }
        }
    }
}

extension Message {
    /// Whether it is about the stack as it is now, whatever moment the screen shows.
    var isOfThePresent: Bool {
        switch self {
        case .clock, .stack, .connection, .accepted, .refused, .ended, .measured, .stackStartEnded, .answered,
            .alerts:
            true
        case .screen, .logs, .logsInterrupted, .logPage, .copied, .viewerEnded, .past, .pastFigures, .pastAlerts,
            .dashboardsLeft:
            false
        }
    }
}
