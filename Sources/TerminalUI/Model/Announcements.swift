import ControlAPI

/// One-time announcements of failing and recovered services, and of alerts. Several of them share one line.
struct Announcements: Hashable, Sendable {
    private struct News: Hashable, Sendable {
        /// The name of the service, or what identifies the alert.
        var subject: String
        var isFailure: Bool
        var level: StatusMessage.Level
        /// The short form, for a line with several announcements.
        var short: String
        /// The long form, including the reason.
        var long: String
    }

    private struct Held: Hashable, Sendable {
        var service: String
        var sequence: UInt64
        var line: StatusMessage
        /// The message that it replaced.
        var before: StatusMessage?
    }

    /// Services announced as failing, with the weight of the problem.
    private var failing: [String: Int] = [:]
    /// The announcements in the line that is shown.
    private var news: [News] = []
    private var shown: StatusMessage?
    /// The last supervisor notice about a service. The service's next status change says the same.
    private var held: Held?
    /// Whether there is an announcement that the bell has not rung for.
    private(set) var isBellDue = false

    /// Records the problems at startup without announcing them: the screen shows them anyway.
    mutating func begin(with services: [ServiceStatus]) {
        failing = [:]
        for status in services where status.isProblem { failing[status.name] = ProblemSummary.weight(status) }
    }

    /// Processes a service status. Returns the message to show in place of `current` if there is news.
    mutating func take(_ status: ServiceStatus, current: StatusMessage?, glyphs: Glyphs) -> StatusMessage? {
        let shown = ServicePresentation(status, glyphs: glyphs)
        let marked = "\(shown.marker) \(status.name)"
        if status.isProblem {
            let weight = ProblemSummary.weight(status)
            if let told = failing[status.name], told >= weight { return nil }
            failing[status.name] = weight
            let message = ProblemSummary.message(for: status, glyphs: glyphs)
            let short = "\(marked) \(ProblemSummary.phrase(status, shown))"
            return announce(
                News(subject: status.name, isFailure: true, level: message.level, short: short, long: message.text),
                over: current,
                glyphs
            )
        }
        if status.isReady, failing.removeValue(forKey: status.name) != nil {
            let text = "\(marked) has recovered"
            return announce(
                News(subject: status.name, isFailure: false, level: .info, short: text, long: text),
                over: current,
                glyphs
            )
        }
        switch status.state {
        // Stopped on request, so not a failure.
        case .stopped: failing[status.name] = nil
        // A new attempt. If it fails as before, that is news again.
        case .preparing: if failing[status.name] != nil { failing[status.name] = 0 }
        default: break
        }
        return nil
    }

    /// Processes an alert that begins to fire, or ends if it has no level. Returns the message to show.
    /// - Parameter id: Identifies the alert.
    mutating func take(
        alert id: String,
        short: String,
        long: String,
        _ level: StatusMessage.Level?,
        current: StatusMessage?,
        glyphs: Glyphs
    ) -> StatusMessage {
        let item = News(subject: id, isFailure: level != nil, level: level ?? .info, short: short, long: long)
        return announce(item, over: current, glyphs)
    }

    /// Remembers a notice about a service and the message that it replaced.
    mutating func hold(_ notice: StackEvent.Notice, _ sequence: UInt64, before message: StatusMessage?) {
        held = notice.service.map {
            Held(service: $0, sequence: sequence, line: StatusMessage(notice), before: message)
        }
    }

    /// Returns the message to show when a service changes: the one before the notice if `shown` is the notice that
    /// announced this change, or else `shown`.
    mutating func release(_ service: String, _ sequence: UInt64, shown: StatusMessage?) -> StatusMessage? {
        guard let held, held.service == service, held.sequence + 1 == sequence else { return shown }
        self.held = nil
        return held.line == shown ? held.before : shown
    }

    mutating func forget(_ service: String) { failing[service] = nil }

    /// Returns whether the bell should ring, and clears that flag.
    mutating func takeBell() -> Bool {
        defer { isBellDue = false }
        return isBellDue
    }

    private mutating func announce(_ item: News, over current: StatusMessage?, _ glyphs: Glyphs) -> StatusMessage {
        // Announcements that were dismissed by a key or covered by other news count as read.
        if current == nil || current != shown { news = [] }
        news.removeAll { $0.subject == item.subject }
        news.append(item)
        isBellDue = true
        let ordered = news.filter(\.isFailure) + news.filter { !$0.isFailure }
        let level = ordered.map(\.level).max() ?? .info
        let text = ordered.count == 1 ? item.long : ordered.map(\.short).joined(separator: " \(glyphs.dot) ")
        let message = StatusMessage(level, text)
        shown = message
        return message
    }
}
