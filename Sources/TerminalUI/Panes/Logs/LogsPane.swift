import ControlAPI
import LogAnalysis

/// The logs pane: its buffered lines, their filter, and the part of them in view.
struct LogsPane: Sendable {
    /// The services whose lines are shown.
    enum Scope: Hashable, Sendable {
        case all
        case service(String)
    }

    /// The part of the lines in view.
    enum Position: Hashable, Sendable {
        /// The view follows the newest line.
        case following
        /// The view ends before this index and stays there while new lines arrive. `seen` is the number of lines that
        /// had arrived when following ended.
        case paused(end: Int, seen: Int)
    }

    /// The number of lines requested initially.
    static let tail = 2_000
    /// A client further behind than this skips ahead instead of receiving lines that no screen shows for long.
    static let maximumLag = 5_000

    /// The maximum length of a log record, so no line has more columns.
    private static let farthestColumn = 1 << 20

    private(set) var scope = Scope.all
    var buffer = LogBuffer()
    var position = Position.following
    var wraps = false
    /// The number of columns scrolled off on the left; 0 while lines are wrapped.
    private(set) var offset = 0
    /// The subscription number. Data from older subscriptions is dropped.
    private(set) var generation = 0
    /// Whether new lines are appended; false while showing a past range.
    private(set) var isLive = true
    var conditions = LogConditions()
    /// The services whose lines are merged; nil for all.
    var shownServices: [String]?
    var search: LogSearch?
    /// The prompt at the bottom of the pane, if open.
    var prompt: LogPrompt?
    var history = LogPromptHistory()
    /// The index of the line that keys act on while following is paused.
    var cursor: Int?
    var selection: LogSelection?
    /// Where the left mouse button was pressed, while it is down.
    var pressed: TextPlace?
    var marks: [LogLineID] = []
    var paging = LogPaging()
    /// Only lines up to this time are shown: nanoseconds since 1970; nil: all.
    var endNs: Int64?
    /// Drops lines that an interrupted subscription already delivered; nil if no duplicates are possible.
    private var resume: ResumeFilter?

    var isFollowing: Bool { position == .following }

    /// Whether keys act on a line, which is highlighted then.
    func isCursor(_ line: Int) -> Bool { !isFollowing && cursor == line }

    /// One past the last visible line.
    var viewEnd: Int {
        switch position {
        case .following: buffer.endIndex
        case .paused(let end, _): max(buffer.startIndex, min(end, buffer.endIndex))
        }
    }

    /// The number of lines that arrived since following ended.
    var newLines: Int {
        guard case .paused(_, let seen) = position, isLive else { return 0 }
        return buffer.arrived - seen
    }

    /// Shows other lines and follows them, for a new subscription.
    mutating func show(_ scope: Scope) {
        if scope != self.scope { offset = 0 }
        self.scope = scope
        begin(isLive: true)
        position = .following
        cursor = nil
    }

    /// Shows a past range, which does not grow.
    mutating func show(past lines: [LogLine]) {
        begin(isLive: false)
        buffer.append(lines)
        search?.took(buffer, from: buffer.startIndex)
        pause(end: buffer.endIndex)
    }

    /// Stops appending new lines, because newer ones were dropped to make room for older ones.
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

    /// Prepares for the renewal of a broken subscription: buffered lines stay and are not added twice.
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

    /// Takes the place of a pane that showed an earlier moment. Data for that one is dropped.
    mutating func returnFromPast(after other: LogsPane) {
        generation = other.generation
        paging = other.paging
    }

    // MARK: Moving

    /// Scrolls by a number of lines, down if positive. `fitting` is the number of lines that fit from the oldest on.
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

    /// Stops following, with the view ending at this index. Puts the cursor on the last visible line unless it is set.
    mutating func pause(end: Int) {
        if case .paused(_, let seen) = position {
            position = .paused(end: end, seen: seen)
        } else {
            position = .paused(end: end, seen: buffer.arrived)
        }
        if cursor == nil, !buffer.isEmpty { cursor = max(buffer.startIndex, end - 1) }
    }
}

/// Drops the lines up to the newest known one of each service when they are delivered again.
private struct ResumeFilter: Sendable {
    private var newest: [String: LogLine] = [:]
    private var newestTime = Int64.min
    /// Whether a line newer than all known ones arrived. After that there are no duplicates.
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
        // Compares times as well as numbers: a log that was removed restarts at number 0.
        return line.timeNs > last.timeNs || (line.timeNs == last.timeNs && line.number > last.number)
    }
}
