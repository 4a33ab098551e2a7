import FoundationEssentials
import Foundations

/// The dashboards on a screen, until the user leaves them: the loop around ``DashboardModel``.
package struct DashboardApp: Sendable {
    private enum Work: Hashable {
        case opening
        case panel(Int)
        case alerts
        case timer
    }

    private let shelf: DashboardShelf
    private let screen: any Screen
    private let time: TimeSource
    private let frameLog: FrameLog?

    package init(
        _ shelf: DashboardShelf,
        screen: any Screen,
        time: TimeSource = .system(),
        frameLog: FrameLog? = nil
    ) {
        self.shelf = shelf
        self.screen = screen
        self.time = time
        self.frameLog = frameLog
    }

    /// Runs without a main screen, and closes the screen at the end.
    /// - Parameters:
    ///   - name: The dashboard to open; nil: the one seen last.
    ///   - range: In seconds; nil: the dashboard's.
    package func run(_ name: String? = nil, range: Int? = nil, look: DashboardLook) async {
        let inbox = DashboardInbox()
        let input = OwnedTask { [screen] in
            for await event in screen.events { inbox.post(.screen(event)) }
            inbox.post(.screen(.terminated))
        }
        _ = await run(inbox, DashboardModel(look: look, hasLogs: false, name: name, range: range))
        input.cancel()
        await screen.close()
    }

    /// Runs beside a main screen, which posts the screen's events.
    func run(_ inbox: DashboardInbox, _ model: DashboardModel) async -> DashboardEnding {
        var run = Run(app: self, inbox: inbox, model: model)
        defer { run.tasks.cancelAll() }
        run.begin()
        for await _ in inbox.signal {
            if let wish = await run.step() { return DashboardEnding(model: run.model, wish: wish) }
        }
        return DashboardEnding(model: run.model, wish: .nothing)
    }

    private struct Run {
        let app: DashboardApp
        let inbox: DashboardInbox
        var model: DashboardModel
        let tasks = OwnedTasks<Work>()
        var open: OpenDashboard?
        var shown: Frame?
        var lastDrawn: Duration?
        /// When the timer fires.
        var timer: Duration?

        init(app: DashboardApp, inbox: DashboardInbox, model: DashboardModel) {
            self.app = app
            self.inbox = inbox
            self.model = model
        }

        mutating func begin() {
            readClock()
            for effect in model.resume() { start(effect) }
            inbox.wake()
        }

        private mutating func readClock() {
            let date = app.time.now()
            let offset = Int(app.time.utcOffset(date).components.seconds)
            let now = date.timeIntervalSince1970
            _ = model.apply(.clock(now: now, uptime: app.time.uptime(), utcOffset: offset))
        }

        /// Processes the pending messages. Returns what the user wants when they leave.
        mutating func step() async -> DashboardWish? {
            var messages = inbox.drain()[...]
            var isInput = false
            readClock()
            while let message = messages.popFirst() {
                if case .screen = message { isInput = true }
                if case .opened(let answer, let id) = message, id == model.opening?.id {
                    open = try? answer.result.get()
                }
                let effects = FrameLog.measure(.update, in: app.frameLog) { model.apply(message) }
                for effect in effects {
                    switch effect {
                    case .leave(let wish):
                        inbox.putBack(messages)
                        return wish
                    case .repaint: await app.screen.repaint()
                    case .suspend: await app.screen.suspend()
                    case .open, .ask, .askAlerts, .forget: start(effect)
                    }
                }
            }
            for effect in model.requests() { start(effect) }
            await draw(isInput: isInput)
            return nil
        }

        private func start(_ effect: DashboardEffect) {
            switch effect {
            case .open(let name, let id):
                tasks.run(as: .opening) { [inbox, app] in
                    let answer = await app.shelf.open(name)
                    if !Task.isCancelled { inbox.post(.opened(answer, id: id)) }
                }
            case .ask(let panel, let window, let id):
                guard let open else { return }
                tasks.run(as: .panel(panel)) { [inbox] in
                    let data = await open.panel(panel, window)
                    if !Task.isCancelled { inbox.post(.answered(panel: panel, data, window, id: id)) }
                }
            case .askAlerts(let window, let id):
                guard let open else { return }
                tasks.run(as: .alerts) { [inbox] in
                    let alerts = await open.alerts(window)
                    if !Task.isCancelled { inbox.post(.alerts(alerts, id: id)) }
                }
            case .forget:
                tasks.cancel { $0 != .timer }
            case .repaint, .suspend, .leave: break
            }
        }

        /// Draws now, or as early as the frame interval allows, and schedules the next change.
        private mutating func draw(isInput: Bool) async {
            let now = app.time.uptime()
            let soonest = lastDrawn.map { $0 + (isInput ? AppLoop.inputInterval : AppLoop.frameInterval) } ?? now
            guard soonest <= now else { return wake(after: soonest - now) }
            if model.size.width > 0 {
                let frame = FrameLog.measure(.view, in: app.frameLog) {
                    let frame = model.frame
                    return frame == shown ? nil : frame
                }
                if let frame {
                    await app.screen.draw(frame)
                    (shown, lastDrawn) = (frame, app.time.uptime())
                }
            }
            if let delay = model.nextChange { wake(after: delay) }
        }

        private mutating func wake(after delay: Duration) {
            let due = app.time.uptime() + delay
            // One that fires earlier leads here again.
            if let timer, timer > due - delay, timer <= due + .milliseconds(5) { return }
            timer = due
            tasks.run(as: .timer) { [inbox, time = app.time] in
                try? await time.sleep(delay)
                if !Task.isCancelled { inbox.wake() }
            }
        }
    }
}
