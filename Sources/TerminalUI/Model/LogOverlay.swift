import ControlAPI

/// An overlay of the logs pane.
enum LogOverlay: Hashable, Sendable {
    /// A line in full, scrolled to a row.
    case line(LogLine, scroll: Int)
    /// The selection of services to show; with the name of the highlighted one.
    case services(marked: String)
}
