import ControlAPI
import FoundationEssentials
import Foundations
import Synchronization

/// The event loop behind ``TerminalApp``: applies messages to the model, performs effects and draws frames.
struct AppLoop: Sendable {
    /// Minimum interval between frames caused by the stack or its logs.
    static let frameInterval = Duration.milliseconds(16)
    /// Minimum interval between frames caused by input, which the user waits for.
    static let inputInterval = Duration.milliseconds(4)

    let screen: any Screen
    let options: TerminalOptions
    let inbox: Inbox
    private let feeds: Feeds

    init(control: any StackControl, screen: any Screen, options: TerminalOptions) {
        self.screen = screen
        self.options = options
        inbox = Inbox()
        feeds = Feeds(control: control, inbox: inbox, time: options.time, showsMetrics: options.showsMetrics)
    }

    /// Ends the loop as if the terminal had hung up.
    func cancel() {
        inbox.post(.screen(.terminated))
    }

    func run() async -> ExitChoice {
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await event in screen.events { inbox.post(.screen(event)) }
                inbox.post(.screen(.terminated))
            }
            group.addTask { await feeds.followStack() }
            if let end = options.recordingEndNs { group.addTask { await loadPast(end) } }
            var run = Run(loop: self)
            defer {
                run.logs?.cancel()
                run.reading?.cancel()
                run.loadingPast?.cancel()
                run.alerts?.cancel()
                group.cancelAll()
            }
            run.subscribe(run.model.logs.query, generation: run.model.logs.generation)
            for await _ in inbox.signal {
                if let choice = await run.step(&group) { return choice }
            }
            return .detach
        }
    }

    private func loadPast(_ momentNs: Int64) async {
        await feeds.loadPast(momentNs)
        if let report = await options.pastAlerts?(momentNs), !Task.isCancelled {
            inbox.post(.pastAlerts(momentNs, report))
        }
        guard options.showsMetrics, let figures = await options.pastFigures?(momentNs), !figures.isEmpty,
            !Task.isCancelled
        else { return }
        inbox.post(.pastFigures(momentNs, figures))
    }

    private func copy(_ text: String, _ what: String) async {
        async let isOnDesktop = options.tools.copy(text)
        let isInTerminal = await screen.copy(text)
        inbox.post(.copied(CopyOutcome(what: what, isInTerminal: isInTerminal, isOnDesktop: await isOnDesktop)))
    }

    private func show(_ text: String, _ line: Int, _ viewer: TextViewer) async {
        let problem = Mutex<String?>(nil)
        await screen.lend {
            let why = await options.tools.show(text, line: line, in: viewer)
            problem.withLock { $0 = why }
        }
        inbox.post(.viewerEnded(problem.withLock(\.self)))
    }

    /// The state of one run.
    struct Run {
        let loop: AppLoop
        var model: AppModel
        var shown: Frame?
        var lastDrawn: Duration?
        /// When pending changes must be drawn; nil if none are pending.
        var drawingDue: Duration?
        /// When the timer for `drawingDue` fires.
        var drawingTimer: Duration?
        /// When the next uptime tick is due.
        var tick: Duration?
        /// The log subscription. A new one cancels it.
        var logs: OwnedTask<Void>?
        /// The one-shot log read. A new one cancels it.
        var reading: OwnedTask<Void>?
        /// The request for an earlier moment. A new one cancels it.
        var loadingPast: OwnedTask<Void>?
        /// The dashboards' inbox while they are on the screen.
        var dashboards: DashboardInbox?
        /// The dashboards as they were left.
        var leftDashboards: DashboardModel?
        /// The earlier moment that the screen showed when they were opened; nil: the present.
        var dashboardsMomentNs: Int64?
        /// The reports of alerts. A new one cancels it.
        var alerts: OwnedTask<Void>?

        var time: TimeSource { loop.options.time }

        init(loop: AppLoop) {
            self.loop = loop
            let now = loop.options.time.now()
            let options = loop.options
            let appearance = AppModel.Appearance(
                theme: options.theme,
                glyphs: options.glyphs,
                utcOffset: options.time.utcOffset(now),
                showsMetrics: options.showsMetrics,
                keys: options.keys
            )
            // Nothing is drawn until the screen reports its size.
            model = AppModel(appearance: appearance, size: Size(width: 0, height: 0), now: now)
            model.sizes = options.sizes
            model.canStartStack = options.startStack != nil
            model.hasDashboards = options.dashboards != nil
            model.recordingEnd = options.recordingEndNs.map { Date(timeIntervalSince1970: Double($0) / 1e9) }
            model.begin(with: options.notices)
        }

        /// Processes the pending messages. Returns the exit choice when the user leaves.
        mutating func step(_ group: inout DiscardingTaskGroup) async -> ExitChoice? {
            let messages = loop.inbox.drain()
            let now = time.now()
            let utcOffset = time.utcOffset(now)
            var isInput = false
            let effects = FrameLog.measure(.update, in: loop.options.frameLog) {
                var effects = update(&model, .clock(now, utcOffset: utcOffset))
                for message in messages {
                    if case .screen = message { isInput = true }
                    effects += receive(message, &group)
                }
                return effects
            }
            for effect in effects {
                switch effect {
                case .perform(let command):
                    group.addTask { [feeds = loop.feeds] in await feeds.perform(command) }
                case .startStack:
                    guard let start = loop.options.startStack else { continue }
                    group.addTask { [inbox = loop.inbox] in inbox.post(.stackStartEnded(await start())) }
                case .performData(let command):
                    group.addTask { [feeds = loop.feeds] in await feeds.perform(command) }
                case .measureData:
                    group.addTask { [feeds = loop.feeds] in await feeds.measureData() }
                case .subscribe(let query, let generation):
                    subscribe(query, generation: generation)
                case .loadJournal:
                    group.addTask { [feeds = loop.feeds] in await feeds.loadJournal() }
                case .loadPast(let moment):
                    loadingPast?.cancel()
                    loadingPast = OwnedTask { [loop] in await loop.loadPast(moment) }
                case .stopLoadingPast:
                    loadingPast?.cancel()
                case .loadProfile:
                    group.addTask { [feeds = loop.feeds] in await feeds.loadProfile() }
                case .tail(let occasion):
                    group.addTask { [feeds = loop.feeds] in await feeds.loadTail(occasion) }
                case .alerts(let request):
                    perform(request, &group)
                case .keep(let sizes):
                    loop.options.keepSizes(sizes)
                case .ringBell:
                    if loop.options.ringsBell { await loop.screen.ringBell() }
                case .unsubscribe:
                    logs?.cancel()
                case .read(let query, let page):
                    reading?.cancel()
                    reading = OwnedTask { [feeds = loop.feeds] in await feeds.read(query, page) }
                case .stopReading:
                    reading?.cancel()
                case .copy(let text, let what):
                    group.addTask { [loop] in await loop.copy(text, what) }
                case .show(let text, let line, let viewer):
                    group.addTask { [loop] in await loop.show(text, line, viewer) }
                case .suspend:
                    await loop.screen.suspend()
                case .repaint:
                    await loop.screen.repaint()
                case .showDashboards:
                    // Done by `receive`, because the keys behind this one are theirs.
                    break
                case .exit(let choice):
                    return choice
                }
            }
            if dashboards != nil { return nil }
            await drawWhenDue(isInput: isInput, &group)
            scheduleTick(&group)
            return nil
        }

        private mutating func perform(_ request: AlertRequest, _ group: inout DiscardingTaskGroup) {
            guard let source = loop.options.alerts else { return }
            switch request {
            case .follow(let servers):
                alerts?.cancel()
                alerts = servers.map { servers in
                    OwnedTask { [feeds = loop.feeds] in await feeds.followAlerts(servers, source) }
                }
            case .silence(let rule, let length, let comment, let servers):
                group.addTask { [feeds = loop.feeds] in
                    await feeds.silence(rule, length, comment: comment, servers, source)
                }
            case .endSilences(let ids, let rule, let servers):
                group.addTask { [feeds = loop.feeds] in await feeds.endSilences(ids, of: rule, servers, source) }
            case .showRunbook(let path, let directory):
                group.addTask { [loop] in
                    switch await source.runbook(path, in: directory) {
                    case .text(let text): await loop.show(text, 1, .pager)
                    case .unavailable(let why): loop.inbox.post(.viewerEnded(why))
                    }
                }
            }
        }

        mutating func subscribe(_ query: LogQuery, generation: Int) {
            logs?.cancel()
            logs = OwnedTask { [feeds = loop.feeds] in await feeds.followLogs(query, generation: generation) }
        }

        /// Draws now, or schedules a drawing as early as the frame interval allows.
        private mutating func drawWhenDue(isInput: Bool, _ group: inout DiscardingTaskGroup) async {
            guard model.size.width > 0, model.size.height > 0 else { return }
            let now = time.uptime()
            let soonest = lastDrawn.map { $0 + (isInput ? AppLoop.inputInterval : AppLoop.frameInterval) } ?? now
            let due = min(drawingDue ?? soonest, soonest)
            drawingDue = due
            if due > now {
                if let timer = drawingTimer, timer > now, timer <= due { return }
                drawingTimer = due
                return wake(after: due - now, &group)
            }
            drawingDue = nil
            let frame = FrameLog.measure(.view, in: loop.options.frameLog) {
                let frame = view(model, model.size)
                return frame == shown ? nil : frame
            }
            guard let frame else { return }
            await loop.screen.draw(frame)
            shown = frame
            lastDrawn = time.uptime()
        }

        /// Starts a timer for the next change of a displayed time; none if no displayed time changes.
        private mutating func scheduleTick(_ group: inout DiscardingTaskGroup) {
            guard let delay = UptimeTick.delay(for: model) else { return }
            let now = time.uptime()
            let due = now + delay
            if let tick, tick > now, tick <= due + .milliseconds(20) { return }
            tick = due
            wake(after: delay, &group)
        }

        private func wake(after delay: Duration, _ group: inout DiscardingTaskGroup) {
            group.addTask { [inbox = loop.inbox, time] in
                try? await time.sleep(delay)
                inbox.wake()
            }
        }
    }
}
