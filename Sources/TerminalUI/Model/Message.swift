import Alerting
import ControlAPI
import FoundationEssentials

/// An input of ``update(_:_:)``.
enum Message: Sendable {
    case screen(ScreenEvent)
    /// The current time.
    case clock(Date, utcOffset: Duration)
    case stack(StackUpdate)
    case connection(ConnectionState)
    /// Lines of the subscription with this number; `skipped` older ones were dropped on the way.
    case logs(generation: Int, lines: [LogLine], skipped: Int)
    /// The subscription broke and is being renewed.
    case logsInterrupted(generation: Int)
    /// Lines that were requested once, or why they are not available.
    case logPage(LogPage, Result<[LogLine], ControlError>)
    /// The outcome of a copy.
    case copied(CopyOutcome)
    /// The user left the log viewer; with the error, if any.
    case viewerEnded(String?)
    case accepted(StackCommand, CommandReply)
    case refused(StackCommand, ControlError)
    /// A seed data command succeeded or failed.
    case ended(DataCommand, Result<DataOutcome, ControlError>)
    /// The measured status of the seed data, which a question asked for.
    case measured(Result<DataStatus?, ControlError>)
    /// The requested start of the stack ended; with the error, if any.
    case stackStartEnded(String?)
    /// The stack at an earlier moment, which was asked for; nil if nothing is recorded of it.
    case past(Result<PastStack?, ControlError>)
    /// CPU and memory of the services at an earlier moment: nanoseconds since 1970.
    case pastFigures(Int64, [ServiceMetrics])
    /// What the monitoring said at an earlier moment: nanoseconds since 1970.
    case pastAlerts(Int64, AlertReport)
    /// The answer to a request of ``AppModel/stateRequests()``.
    case answered(StateAnswer)
    /// The user left the dashboards.
    case dashboardsLeft(DashboardEnding)
    case alerts(AlertAnswer)
}

/// An output of ``update(_:_:)``.
enum Effect: Hashable, Sendable {
    case perform(StackCommand)
    /// Starts the stack again after it was shut down.
    case startStack
    /// Performs a seed data command in the background.
    case performData(DataCommand)
    /// Measures the drift of the seed data.
    case measureData
    /// Replaces the log subscription.
    case subscribe(LogQuery, generation: Int)
    /// Cancels the log subscription.
    case unsubscribe
    /// Requests lines once, superseding an earlier request.
    case read(LogQuery, LogPage)
    /// Cancels the request for lines.
    case stopReading
    /// Copies a text to the clipboard; `what` describes it.
    case copy(String, what: String)
    /// Shows a text in an external viewer at a line, counted from 1.
    case show(String, line: Int, TextViewer)
    /// Suspends the process and gives the terminal back to the shell.
    case suspend
    /// Redraws the whole screen.
    case repaint
    /// Requests the supervisor's journal.
    case loadJournal
    /// Requests the stack at an earlier moment: nanoseconds since 1970.
    case loadPast(Int64)
    /// Cancels the request for an earlier moment.
    case stopLoadingPast
    /// Requests the profile of the last start.
    case loadProfile
    /// Requests the last lines of a service's log.
    case tail(LogTail.Occasion)
    /// Asks or changes what the monitoring knows of alerts.
    case alerts(AlertRequest)
    /// Saves the pane sizes for the next run.
    case keep(PaneSizes)
    /// Rings the terminal bell if that is enabled.
    case ringBell
    /// Shows the dashboards on this screen until the user leaves them.
    case showDashboards
    case exit(ExitChoice)
}

/// The outcome of a copy.
struct CopyOutcome: Hashable, Sendable {
    /// A description of the copied text.
    var what: String
    /// Whether it was sent to the terminal's clipboard.
    var isInTerminal: Bool
    /// Whether it was copied to the desktop clipboard.
    var isOnDesktop: Bool
}

/// How the application ended.
package enum ExitChoice: Hashable, Sendable {
    /// The stack keeps running.
    case detach
    /// The supervisor had already stopped the stack.
    case ended
    /// The caller should stop the stack.
    case stop
}
