import ControlAPI
import FoundationEssentials

/// Everything that the screen shows. Changed by ``update(_:_:)`` alone.
struct AppModel: Sendable {
    /// How things look.
    struct Appearance: Sendable {
        var theme = Theme.standard
        var glyphs = Glyphs.unicode
        /// What local time is ahead of UTC.
        var utcOffset: Duration = .zero
        /// Whether figures of the services are shown, and times that count up. Without them nothing changes by itself.
        var showsMetrics = true
        /// What the keys do.
        var keys = KeyMap.standard
    }

    var appearance: Appearance
    /// The screen's.
    var size: Size
    /// The time as of the last message, for what is counted from a moment on.
    var now: Date
    var connection = ConnectionState.connecting
    /// Whether a stack that was taken down can be started from here.
    var canStartStack = false
    /// Whether that was asked for and is under way.
    var isStartingStack = false
    /// nil until the first snapshot came.
    var stack: StackSnapshot?
    /// The newest sample of each service.
    var metrics: [String: ServiceMetrics] = [:]
    var services = ServiceList()
    var firms = FirmList()
    var details = DetailsPane()
    var logs = LogPane()
    /// What is shown in the pane of the logs.
    var tab = MainTab.logs
    var events = EventLog()
    var startup = StartupTimeline()
    /// The end of the log of a service that is not ready.
    var tail = LogTail()
    var announcements = Announcements()
    /// How the user divided the screen.
    var sizes = PaneSizes()
    /// The border that is being dragged.
    var drag: BorderDrag?
    /// Which pane gets the keys.
    var focus = Pane.services {
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
    /// What was said last and not yet dismissed by a key.
    var message: StatusMessage?
    /// The request that the message tells of, until it is carried out.
    var request: RequestNotice?

    init(appearance: Appearance = Appearance(), size: Size = Size(width: 80, height: 24), now: Date) {
        self.appearance = appearance
        self.size = size
        self.now = now
    }

    /// The services in the order in which they are listed.
    var listedServices: [ServiceStatus] { services.ordered(stack?.services ?? []) }

    var selectedService: ServiceStatus? {
        services.selected.flatMap { stack?[service: $0] }
    }

    var selectedFirm: DataStatus.Firm? {
        firms.selected.flatMap { slug in stack?.data?.firms.first { $0.slug == slug } }
    }

    /// What the details are about; nil while there is nothing to tell.
    var detailsSubject: DetailsPane.Subject? {
        switch details.source {
        case .services: selectedService.map { .service($0.name) }
        case .firms: selectedFirm.map { .firm($0.slug) } ?? stack?.data.map { _ in .data }
        }
    }

    /// The panes that can have the focus, in the order in which Tab goes round: the logs come before what is needed
    /// less often.
    var panes: [Pane] { stack?.data == nil ? [.services, .logs, .details] : [.services, .logs, .firms, .details] }

    /// The style of a service's name where lines of several services are merged.
    func nameStyle(ofService name: String) -> Style {
        guard let index = stack?.services.firstIndex(where: { $0.name == name }) else {
            return appearance.theme[.muted]
        }
        return appearance.theme.style(ofServiceAt: index)
    }

    /// Where everything is.
    var layout: Layout { Layout(size: size, content: layoutContent) }

    var layoutContent: Layout.Content {
        Layout.Content(
            serviceCount: stack?.services.count ?? 0,
            firmCount: stack?.data?.firms.count,
            focus: focus,
            needsDetails: focus == .details || (details.source == .services && selectedService?.isProblem == true),
            isZoomed: isZoomed,
            sizes: sizes
        )
    }
}

/// A part of the screen that can have the focus.
enum Pane: Hashable, Sendable, CaseIterable {
    case services
    case logs
    case firms
    case details
}

/// What lies over the panes.
enum Overlay: Hashable, Sendable {
    /// The keys, from this row on.
    case help(scroll: Int)
    /// The question whether to leave the stack running or to stop it, with the answer that is marked.
    case quit(QuitChoice)
    /// The question whether a service is stopped that others need.
    case stop(service: String)
    /// The question whether what changed may be lost.
    case reset(ResetRequest)
    /// The question whether the last step is taken back.
    case undo(DataUndo)
    /// The search for a command.
    case palette(CommandPalette)
    /// Something about the lines of the logs.
    case log(LogOverlay)
}

/// The answers to the question at the end.
enum QuitChoice: Int, Hashable, Sendable, CaseIterable {
    case detach
    case stop
    case cancel
}

/// A line of text for the user.
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
