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
    /// A command was accepted.
    case accepted(StackCommand, CommandReply)
    /// A command was refused.
    case refused(StackCommand, ControlError)
    /// A command on the seed data was carried out, or was not.
    case ended(DataCommand, Result<DataOutcome, ControlError>)
    /// What the screen wanted to know.
    case answered(WishAnswer)
}

/// Something to be done, from ``update(_:_:)``.
enum Effect: Hashable, Sendable {
    case perform(StackCommand)
    /// Carries a command on the seed data out, while the screen goes on.
    case performData(DataCommand)
    /// Ends the log subscription and begins this one.
    case subscribe(LogQuery, generation: Int)
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

/// How the user left.
public enum ExitChoice: Hashable, Sendable {
    /// The stack goes on running.
    case detach
    /// The stack is to be stopped; the caller does that.
    case stop
}
