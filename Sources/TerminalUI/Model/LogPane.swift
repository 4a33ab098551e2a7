import ControlAPI
import LogAnalysis

/// The logs pane: whose lines, and which of them are in view.
struct LogPane: Sendable {
    /// Whose lines are shown.
    enum Scope: Hashable, Sendable {
        case all
        case service(String)
    }

    /// What part of the lines is in view.
    enum Position: Hashable, Sendable {
        /// The newest, always.
        case following
        /// The lines up to this index, which stays where it is while new ones come. `seen` is how many had arrived
        /// when following ended.
        case paused(end: Int, seen: Int)
    }

    /// How many lines are asked for at first.
    static let tail = 2_000
    /// Who is further behind is brought up to date instead of being sent what no screen shows for long.
    static let maximumLag = 5_000

    /// No record of a log is longer, so no line has more columns.
    private static let farthestColumn = 1 << 20

    private(set) var scope = Scope.all
    var buffer = LogBuffer()
    var position = Position.following
    var wraps = false
    /// Columns of text that are scrolled out on the left; 0 while lines are wrapped.
    private(set) var offset = 0
    /// Counts subscriptions: what comes from an older one is dropped.
    private(set) var generation = 0
    /// Whether what is here goes on with what is written from now on. Lines of the past stand for themselves.
    private(set) var isLive = true
    /// Which of the lines are wanted.
    var conditions = LogConditions()
    /// The services whose lines are merged; nil: all of them.
    var shownServices: [String]?
    var search: LogSearch?
    /// What is being asked for at the bottom of the pane.
    var prompt: LogPrompt?
    var history = LogPromptHistory()
    /// The line that keys act on, while following is paused.
    var cursor: Int?
    var selection: LogSelection?
    /// Where the left button went down, as long as it is.
    var pressed: TextPlace?
    var marks: [LogLineID] = []
    var paging = LogPaging()
    /// Leaves out what an interrupted subscription already brought; nil where nothing can come twice.
    private var resume: ResumeFilter?

    var isFollowing: Bool { position == .following }

    /// One past the last line in view.
    var viewEnd: Int {
        switch position {
        case .following: buffer.endIndex
        case .paused(let end, _): max(buffer.startIndex, min(end, buffer.endIndex))
        }
    }

    /// Lines that came since following ended.
    var newLines: Int {
        guard case .paused(_, let seen) = position, isLive else { return 0 }
        return buffer.arrived - seen
    }

    /// Shows other lines, from a new subscription.
    mutating func show(_ scope: Scope) {
        if scope != self.scope { offset = 0 }
        self.scope = scope
        begin(isLive: true)
        position = .following
        cursor = nil
    }

    /// Shows lines of the past, which do not go on by themselves.
    mutating func show(past lines: [LogLine]) {
        begin(isLive: false)
        buffer.append(lines)
        search?.took(buffer, from: buffer.startIndex)
        pause(end: buffer.endIndex)
    }

    /// What is here no longer goes on by itself: newer lines had to go for older ones.
    mutating func detach() {
        isLive = false
        generation += 1
        resume = nil
    }

    private mutating func begin(isLive: Bool) {
        self.isLive = isLive
        buffer.removeAll()
        search?.restart()
        selection = nil
        pressed = nil
        generation += 1
        resume = nil
        paging.restart()
    }

    /// The subscription broke and begins again: what is here stays, and is not taken twice.
    mutating func resubscribe() {
        resume = ResumeFilter(buffer)
    }

    mutating func append(_ lines: [LogLine], skipped: Int) {
        let end = buffer.endIndex
        if resume == nil {
            buffer.append(lines, skipped: skipped)
        } else {
            let rest = lines.filter { line in resume?.admits(line) ?? true }
            buffer.append(rest, skipped: skipped)
            if resume?.isDone == true { resume = nil }
        }
        search?.took(buffer, from: end)
    }

    // MARK: Moving

    /// Scrolls by so many lines, down where positive. `fitting` is how many lines fit from the oldest on.
    mutating func scroll(by lines: Int, fitting: Int) {
        if isFollowing, lines >= 0 { return }
        let lowest = min(buffer.endIndex, buffer.startIndex + fitting)
        let end = max(lowest, viewEnd + lines)
        if end >= buffer.endIndex, lines > 0, isLive {
            follow()
        } else {
            pause(end: min(end, buffer.endIndex))
        }
    }

    mutating func goToFirst(fitting: Int) {
        pause(end: min(buffer.endIndex, buffer.startIndex + fitting))
        cursor = buffer.startIndex
    }

    mutating func follow() {
        position = .following
        cursor = nil
        if case .lines = selection { selection = nil }
    }

    mutating func pause() {
        pause(end: viewEnd)
    }

    mutating func scrollSideways(by columns: Int) {
        guard !wraps else { return }
        offset = min(max(0, offset + columns), Self.farthestColumn)
    }

    mutating func toggleWrap() {
        wraps.toggle()
        offset = 0
    }

    /// Stops following, with the view's end at this index and the cursor on its last line, unless it has one.
    mutating func pause(end: Int) {
        if case .paused(_, let seen) = position {
            position = .paused(end: end, seen: seen)
        } else {
            position = .paused(end: end, seen: buffer.arrived)
        }
        if cursor == nil, !buffer.isEmpty { cursor = max(buffer.startIndex, end - 1) }
    }
}

/// Knows the newest line of each service, and leaves out those that come again after it.
private struct ResumeFilter: Sendable {
    private var newest: [String: LogLine] = [:]
    private var newestTime = Int64.min
    /// Whether a line came that is newer than all of them: from then on nothing comes twice.
    private(set) var isDone = false

    init(_ buffer: LogBuffer) {
        for index in buffer.startIndex..<buffer.endIndex {
            var line = buffer[index]
            newestTime = max(newestTime, line.timeNs)
            line.text = ""
            newest[line.service] = line
        }
    }

    mutating func admits(_ line: LogLine) -> Bool {
        if line.timeNs > newestTime { isDone = true }
        guard let last = newest[line.service] else { return true }
        // The time as well as the number: a log that was removed begins again at 0.
        return line.timeNs > last.timeNs || (line.timeNs == last.timeNs && line.number > last.number)
    }
}
