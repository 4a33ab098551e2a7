import ControlAPI

/// What lies over the logs pane.
enum LogOverlay: Hashable, Sendable {
    /// All that is known of one line, from this row on.
    case line(LogLine, scroll: Int)
    /// Which services' lines are shown; the name of the marked one.
    case services(marked: String)
}
