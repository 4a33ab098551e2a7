import Dashboards

/// The state of the dashboards on a screen. Uses no clock and no terminal.
struct DashboardModel: Sendable {
    var look: DashboardLook
    /// Whether there is a main screen, which shows logs.
    let hasLogs: Bool

    /// All dashboards, and the one that is shown or being opened.
    var names: [String] = []
    var name: String?
    /// Nil until it is open.
    var dashboard: Dashboard?
    /// Why it could not be opened.
    var problem: DashboardProblem?
    /// The opening that is not done yet.
    var opening: PanelState.Request?
    var panels: [PanelState] = []

    var alerts: [FiringAlert] = []
    var alertsRequest: PanelState.Request?
    var alertsAsked: DashboardWindow?

    var size = Size(width: 0, height: 0)
    /// The first row of the grid that is shown.
    var first = 0
    /// The panel that fills the screen.
    var enlarged: Int?
    var showsHelp = false
    /// The remark in the last row, until a key is pressed.
    var remark: String?

    /// The range that the user chose, in seconds; nil: the dashboard's.
    var chosenRange: Int?
    /// The end of what is shown; nil: now.
    var end: Double?
    /// The last time that has figures, in a recording; nil: now.
    var recordingEnd: Double?
    /// The time that the user chose.
    var cursor: Double?
    /// What is drawn.
    var window = DashboardWindow(start: 0, end: 1, step: 1, utcOffset: 0)
    /// What is asked for. Differs from `window` while the first answer is awaited after time has passed.
    var wanted = DashboardWindow(start: 0, end: 1, step: 1, utcOffset: 0)
    /// Counts what the user looked at. A question of an older view is not waited for.
    var view = 0
    var lastID = 0
    /// When the newest window began to be asked for, in uptime.
    var refreshed = Duration.zero

    var now = 0.0
    var uptime = Duration.zero
    var utcOffset = 0

    init(look: DashboardLook, hasLogs: Bool, name: String? = nil, range: Int? = nil) {
        self.look = look
        self.hasLogs = hasLogs
        self.name = name
        chosenRange = range
    }

    var range: Int { chosenRange ?? dashboard?.range ?? 3600 }
    var interval: Duration { .seconds(max(1, dashboard?.refresh ?? 5)) }

    /// Returns the request that opens the dashboards again as they were left.
    mutating func resume() -> [DashboardEffect] {
        showsHelp = false
        remark = nil
        for index in panels.indices { (panels[index].request, panels[index].asked) = (nil, nil) }
        (alertsRequest, alertsAsked) = (nil, nil)
        return open(name)
    }

    mutating func apply(_ message: DashboardMessage) -> [DashboardEffect] {
        switch message {
        case .screen(let event): return screenEvent(event)
        case .clock(let now, let uptime, let utcOffset):
            (self.now, self.uptime, self.utcOffset) = (now, uptime, utcOffset)
        case .opened(let answer, let id):
            if opening?.id == id { opened(answer) }
        case .answered(let panel, let data, let window, let id):
            guard panels.indices.contains(panel), panels[panel].request?.id == id else { return [] }
            panels[panel].answered(data, window)
            self.window = window
        case .alerts(let alerts, let id):
            guard alertsRequest?.id == id else { return [] }
            alertsRequest = nil
            if let alerts { self.alerts = alerts }
        }
        return []
    }

    private mutating func screenEvent(_ event: ScreenEvent) -> [DashboardEffect] {
        switch event {
        case .resized(let size):
            self.size = size
            scroll(by: 0)
            lookAtOther()
        case .key(let key): return keyPressed(key)
        case .mouse(let event): mouseUsed(event)
        case .reported(.background(let background)): look.theme = look.theme.adapted(to: background)
        case .reported(.synchronizedOutput), .pasted: break
        case .terminated: return [.leave(.nothing)]
        }
        return []
    }

    // MARK: Opening

    mutating func open(_ name: String?) -> [DashboardEffect] {
        if name != self.name { (dashboard, panels, enlarged, first, problem) = (nil, [], nil, 0, nil) }
        self.name = name
        opening = request()
        return [.forget, .open(name, id: lastID)]
    }

    private mutating func opened(_ answer: DashboardShelf.Answer) {
        opening = nil
        (names, name) = (answer.names, answer.name)
        switch answer.result {
        case .failure(let problem):
            (self.problem, dashboard, panels) = (problem, nil, [])
            refreshed = uptime
        case .success(let open):
            if open.dashboard != dashboard {
                panels = Array(repeating: PanelState(), count: open.dashboard.panels.count)
                enlarged = nil
            }
            (dashboard, problem) = (open.dashboard, nil)
            scroll(by: 0)
            lookAtOther()
        }
    }

    /// Returns the place of the dashboard among all, such as `2/6`; nil if there is only one.
    var place: String? {
        guard names.count > 1, let index = names.firstIndex(where: { $0 == name }) else { return nil }
        return "\(index + 1)/\(names.count)"
    }

    /// Opens the dashboard that is a number of places further on.
    mutating func openOther(by places: Int) -> [DashboardEffect] {
        guard names.count > 1 else {
            remark = "there is no other dashboard"
            return []
        }
        let index = names.firstIndex { $0 == name } ?? 0
        return open(names[(index + places + names.count) % names.count])
    }

    mutating func request() -> PanelState.Request {
        lastID += 1
        return PanelState.Request(id: lastID, view: view, since: uptime)
    }
}
