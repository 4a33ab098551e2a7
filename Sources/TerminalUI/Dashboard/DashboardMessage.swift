import Dashboards

/// An input of ``DashboardModel``.
enum DashboardMessage: Sendable {
    case screen(ScreenEvent)
    /// The time. `uptime` never jumps; the others may.
    case clock(now: Double, uptime: Duration, utcOffset: Int)
    case opened(DashboardShelf.Answer, id: Int)
    case answered(panel: Int, PanelData, DashboardWindow, id: Int)
    case alerts([FiringAlert]?, id: Int)
}

/// An output of ``DashboardModel``.
enum DashboardEffect: Sendable {
    /// Opens a dashboard; nil: the one seen last.
    case open(String?, id: Int)
    /// Asks for a panel's figures. Cancels the question before it.
    case ask(panel: Int, DashboardWindow, id: Int)
    case askAlerts(DashboardWindow, id: Int)
    /// Cancels all questions.
    case forget
    case repaint
    case suspend
    case leave(DashboardWish)
}

/// What the user wants after the dashboards.
enum DashboardWish: Hashable, Sendable {
    case nothing
    /// The logs from a time on, in seconds since 1970.
    case logs(since: Double)
}

/// How the dashboards were left.
struct DashboardEnding: Sendable {
    /// To be continued when they are shown again.
    var model: DashboardModel
    var wish: DashboardWish
}
