import ControlAPI
import FoundationEssentials

/// Something that happened, for ``update(_:_:)``.
enum Message: Sendable {
    case screen(ScreenEvent)
    /// It is this time now.
    case clock(Date, utcOffset: Duration)
    case stack(StackUpdate)
    case connection(ConnectionState)
    /// Lines of the subscription with this number; `skipped` older ones were dropped on the way.
    case logs(generation: Int, lines: [LogLine], skipped: Int)
    /// The subscription broke and is made again.
    case logsInterrupted(generation: Int)
    /// Lines that were asked for once, or why they cannot be had.
    case logPage(LogPage, Result<[LogLine], ControlError>)
    /// What became of a copy.
    case copied(CopyOutcome)
    /// The user left the program that showed the logs; why it could not.
    case viewerEnded(String?)
    /// A command was accepted.
    case accepted(StackCommand, CommandReply)
    /// A command was refused.
    case refused(StackCommand, ControlError)
    /// A command on the seed data was carried out, or was not.
    case ended(DataCommand, Result<DataOutcome, ControlError>)
    /// The start of the stack that was asked for is done; what went wrong.
    case stackStartEnded(String?)
    /// What the screen wanted to know.
    case answered(WishAnswer)
}

/// Something to be done, from ``update(_:_:)``.
enum Effect: Hashable, Sendable {
    case perform(StackCommand)
    /// Starts the stack again, which was taken down.
    case startStack
    /// Carries a command on the seed data out, while the screen goes on.
    case performData(DataCommand)
    /// Ends the log subscription and begins this one.
    case subscribe(LogQuery, generation: Int)
    /// Ends the log subscription.
    case unsubscribe
    /// Asks for lines once, in the place of those that were asked for before.
    case read(LogQuery, LogPage)
    /// Wants no lines any more that were asked for once.
    case stopReading
    /// Puts a text into the clipboard; what it is, in words.
    case copy(String, what: String)
    /// Shows a text in a program of the user's at a line, counted from 1.
    case show(String, line: Int, TextViewer)
    /// Gives the terminal back for a while.
    case suspend
    /// Paints everything anew.
    case repaint
    /// Answers with the journal of the supervisor.
    case loadJournal
    /// Answers with the profile of the last start.
    case loadProfile
    /// Answers with the last lines of a service's log.
    case tail(LogTail.Occasion)
    /// Keeps how the screen is divided for the next run.
    case keep(PaneSizes)
    /// Rings the terminal's bell, where that is wanted.
    case ringBell
    case exit(ExitChoice)
}

/// What became of a copy.
struct CopyOutcome: Hashable, Sendable {
    /// What was copied, in words.
    var what: String
    /// Whether the terminal was given it.
    var isInTerminal: Bool
    /// Whether the desktop's clipboard was.
    var isOnDesktop: Bool
}

/// How the user left.
package enum ExitChoice: Hashable, Sendable {
    /// The stack keeps running.
    case detach
    /// The supervisor had stopped the stack before.
    case ended
    /// The stack is to be stopped; the caller does that.
    case stop
}
