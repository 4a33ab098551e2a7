import ControlAPI

/// Says once that a service fails, or that it has recovered; several of them together in one line.
struct Announcements: Hashable, Sendable {
    private struct News: Hashable, Sendable {
        var service: String
        var isFailure: Bool
        var level: StatusMessage.Level
        /// In a few words, for a line that tells several.
        var short: String
        /// With the reason.
        var long: String
    }

    private struct Held: Hashable, Sendable {
        var service: String
        var sequence: UInt64
        var line: StatusMessage
        /// What was shown before it.
        var before: StatusMessage?
    }

    /// Services that were announced as failing, with how bad it was.
    private var failing: [String: Int] = [:]
    /// What the line that is shown tells.
    private var news: [News] = []
    private var shown: StatusMessage?
    /// The last line of the supervisor's about a service, which tells what the next change of the service tells too.
    private var held: Held?
    /// Something was announced for which a bell may ring.
    private(set) var isBellDue = false

    /// Services as they are when this screen comes: whoever looks sees that.
    mutating func begin(with services: [ServiceStatus]) {
        failing = [:]
        for status in services where status.isProblem { failing[status.name] = ProblemSummary.weight(status) }
    }

    /// A service's status is this one. Answers the line to be shown in place of `current`, if there is news.
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
                News(service: status.name, isFailure: true, level: message.level, short: short, long: message.text),
                over: current,
                glyphs
            )
        }
        if status.isReady, failing.removeValue(forKey: status.name) != nil {
            let text = "\(marked) has recovered"
            return announce(
                News(service: status.name, isFailure: false, level: .info, short: text, long: text),
                over: current,
                glyphs
            )
        }
        switch status.state {
        // Stopped on request: nothing is expected of it.
        case .stopped: failing[status.name] = nil
        // Somebody tries it anew: should it fail as before, that is news again.
        case .preparing: if failing[status.name] != nil { failing[status.name] = 0 }
        default: break
        }
        return nil
    }

    /// A line about a service came.
    mutating func hold(_ notice: StackEvent.Notice, _ sequence: UInt64, before message: StatusMessage?) {
        held = notice.service.map {
            Held(service: $0, sequence: sequence, line: StatusMessage(notice), before: message)
        }
    }

    /// What is to be shown instead of `shown` where that is the line that belongs to this change of a service.
    mutating func release(_ service: String, _ sequence: UInt64, shown: StatusMessage?) -> StatusMessage? {
        guard let held, held.service == service, held.sequence + 1 == sequence else { return shown }
        self.held = nil
        return held.line == shown ? held.before : shown
    }

    mutating func forget(_ service: String) { failing[service] = nil }

    /// Whether a bell is to ring now; asked once.
    mutating func takeBell() -> Bool {
        defer { isBellDue = false }
        return isBellDue
    }

    private mutating func announce(_ item: News, over current: StatusMessage?, _ glyphs: Glyphs) -> StatusMessage {
        // What a key dismissed, or other news covered, was read.
        if current == nil || current != shown { news = [] }
        news.removeAll { $0.service == item.service }
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
