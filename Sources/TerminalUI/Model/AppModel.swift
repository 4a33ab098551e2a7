import ControlAPI
import FoundationEssentials

/// The complete state of the screen. Only ``update(_:_:)`` changes it.
struct AppModel: Sendable {
    struct Appearance: Sendable {
        var theme = Theme.standard
        var glyphs = Glyphs.unicode
        /// The offset of local time from UTC.
        var utcOffset: Duration = .zero
        /// Whether service metrics and running times are shown. Without them nothing changes by itself.
        var showsMetrics = true
        var keys = KeyMap.standard

        /// The style of a service's name where lines of several services are merged.
        func nameStyle(ofService name: String, among services: [ServiceStatus]) -> Style {
            services.firstIndex { $0.name == name }.map(theme.style(ofServiceAt:)) ?? theme[.muted]
        }
    }

    var appearance: Appearance
    /// The size of the screen.
    var size: Size
    /// The time of the last message; elapsed times count up to it.
    var now: Date
    var connection = ConnectionState.connecting {
        didSet { logs.paging.isPossible = connection != .ended }
    }
    /// Whether a stack that was shut down can be started from here.
    var canStartStack = false
    /// Whether such a start is in progress.
    var isStartingStack = false
    /// The stack; nil until the first snapshot arrives.
    var stack: StackSnapshot?
    /// The newest sample of each service.
    var metrics: [String: ServiceMetrics] = [:]
    var services = ServicesPane()
    var firms = FirmsPane()
    var details = DetailsPane()
    var logs = LogsPane()
    /// The tab shown in the logs pane.
    var tab = MainTab.logs
    var events = EventLog()
    var startup = StartupTimeline()
    var alerts = AlertsPane()
    /// The last log lines of a service that is not ready.
    var tail = LogTail()
    var announcements = Announcements()
    /// The pane sizes chosen by the user.
    var sizes = PaneSizes()
    /// The border being dragged.
    var drag: BorderDrag?
    /// The pane that receives the keys.
    var focus = Place.services {
        didSet {
            switch focus {
            case .services: details.source = .services
            case .firms: details.source = .firms
            case .logs, .details: break
            }
        }
    }
    /// Whether the focused pane fills the screen.
    var isZoomed = false
    var overlay: Overlay?
    /// The last message, until a key dismisses it.
    var message: StatusMessage?
    /// The message that the stack is ready, which a service that stops or fails makes obsolete.
    var readyMessage: StatusMessage?
    /// The earlier moment that is shown; nil for the present.
    var past: PastView?
    /// Whether there is something to show dashboards with.
    var hasDashboards = false
    /// The end of the recording that is shown, which has no present; nil for a stack.
    var recordingEnd: Date?
    /// The request that the message is about, until it has been carried out.
    var request: RequestNotice?

    init(appearance: Appearance = Appearance(), size: Size = Size(width: 80, height: 24), now: Date) {
        self.appearance = appearance
        self.size = size
        self.now = now
    }

    var isRecording: Bool { recordingEnd != nil }

    /// The services in list order.
    var listedServices: [ServiceStatus] { services.ordered(stack?.services ?? []) }

    var selectedService: ServiceStatus? {
        services.selected.flatMap { stack?[service: $0] }
    }

    var selectedFirm: DataStatus.Firm? {
        firms.selected.flatMap { slug in stack?.data?.firms.first { $0.slug == slug } }
    }

    /// The subject of the details pane; nil if there is nothing to show.
    var detailsSubject: DetailsPane.Subject? {
        switch details.source {
        case .services: selectedService.map { .service($0.name) }
        case .firms: selectedFirm.map { .firm($0.slug) } ?? stack?.data.map { _ in .data }
        }
    }

    /// The focusable panes in Tab order. The logs come before the less used panes.
    var panes: [Place] { stack?.data == nil ? [.services, .logs, .details] : [.services, .logs, .firms, .details] }

    /// The style of a service's name where lines of several services are merged.
    func nameStyle(ofService name: String) -> Style {
        appearance.nameStyle(ofService: name, among: stack?.services ?? [])
    }

    var layout: Layout { Layout(size: size, content: layoutContent) }

    var layoutContent: Layout.Content {
        Layout.Content(
            serviceCount: stack?.services.count ?? 0,
            firmCount: stack?.data?.firms.count,
            focus: focus,
            needsDetails: focus == .details || (details.source == .services && selectedService?.isProblem == true),
            isZoomed: isZoomed,
            sizes: sizes,
            hasPrompt: logs.prompt != nil
        )
    }
}

/// A message to the user.
struct StatusMessage: Hashable, Sendable {
    enum Level: Int, Comparable, Sendable {
        case info
        case warning
        case error

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    var level: Level
    var text: String

    init(_ level: Level, _ text: String) {
        self.level = level
        self.text = LogSanitizer.plain(text)
    }
}
