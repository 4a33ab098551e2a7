import ControlAPI
import FoundationEssentials

/// What happened to the stack, oldest first: the supervisor's journal from before this screen came, then what it saw.
///
/// Bounded. An entry's index counts from the first that ever was, and stays the same while older ones leave.
struct EventLog: Sendable {
    static let capacity = 1000
    /// Events that are kept until the history is there. More means that the history is not coming.
    private static let patience = 500

    private var entries: [EventEntry] = []
    private(set) var startIndex = 0
    /// One past the last entry in view; nil: the newest, always.
    private var end: Int?
    /// What each service was when last heard of.
    private var known: [String: ServiceStatus] = [:]
    private var supervisor: StackSnapshot.SupervisorInfo?
    /// Whether the journal has not been asked for yet.
    private(set) var wantsHistory = false
    /// What came while the journal was being asked for; nil while it is not.
    private var pending: [StackEvent]?

    var count: Int { entries.count }
    var endIndex: Int { startIndex + entries.count }
    var all: [EventEntry] { entries }

    subscript(index: Int) -> EventEntry { entries[index - startIndex] }

    // MARK: What happens

    /// A snapshot came: the first, or one after a break.
    mutating func take(_ snapshot: StackSnapshot, at now: Date, glyphs: Glyphs) {
        if snapshot.supervisor != supervisor {
            if supervisor != nil {
                let words = "connected to a new supervisor, pid \(snapshot.supervisor.pid)"
                append(EventEntry(at: now, role: .warning, words))
            }
            supervisor = snapshot.supervisor
            wantsHistory = true
            pending = []
        } else {
            for status in snapshot.services {
                guard let old = known[status.name] else { continue }
                if let entry = EventEntry(status, after: old, at: now, glyphs: glyphs) { append(entry) }
            }
        }
        known = Dictionary(snapshot.services.map { ($0.name, $0) }) { _, last in last }
    }

    mutating func take(_ event: StackEvent, glyphs: Glyphs) {
        if let count = pending?.count, count < Self.patience { pending?.append(event) }
        Self.add(event, to: &entries, &known, glyphs)
        trim()
    }

    /// What this screen saw by itself.
    mutating func append(_ entry: EventEntry) {
        entries.append(entry)
        trim()
    }

    mutating func historyWasAskedFor() { wantsHistory = false }

    /// The journal: what came since it was asked for follows on it.
    mutating func take(history: [StackEvent], glyphs: Glyphs) {
        let newest = history.last?.sequence ?? 0
        let events = history + (pending ?? []).filter { $0.sequence > newest }
        pending = nil
        guard let first = events.first?.sequence else { return }
        var told: [EventEntry] = []
        var known: [String: ServiceStatus] = [:]
        for event in events { Self.add(event, to: &told, &known, glyphs) }
        // Numbers begin with the time, so those of an earlier supervisor are smaller.
        let rest = entries.filter { ($0.sequence ?? 0) < first }
        let merged = (rest + told).enumerated().sorted { left, right in
            (left.element.at, left.offset) < (right.element.at, right.offset)
        }
        entries = merged.map(\.element)
        end = nil
        trim()
    }

    /// What is added for an event. A notice that the service's own change says as well gives way to it.
    private static func add(
        _ event: StackEvent,
        to entries: inout [EventEntry],
        _ known: inout [String: ServiceStatus],
        _ glyphs: Glyphs
    ) {
        switch event.payload {
        case .serviceChanged(let status):
            let old = known.updateValue(status, forKey: status.name)
            let entry = EventEntry(status, after: old, at: event.at, sequence: event.sequence, glyphs: glyphs)
            guard let entry else { return }
            if let last = entries.last, last.sequence.map({ $0 + 1 == event.sequence }) == true,
                last.marker == " ", last.service == entry.service
            {
                entries.removeLast()
            }
            entries.append(entry)
        case .serviceRemoved(let name):
            known[name] = nil
            let words = "removed from the Compose file"
            entries.append(
                EventEntry(at: event.at, sequence: event.sequence, service: name, role: .muted, words)
            )
        case .notice(let notice):
            entries.append(EventEntry(notice, at: event.at, sequence: event.sequence))
        case .started(let profile):
            let ready = ServiceStatus.readyWords(known.values)
            let words = "\(ready) in \(Formatting.milliseconds(profile.totalMs))"
            entries.append(EventEntry(at: event.at, sequence: event.sequence, role: .info, words))
        case .shuttingDown:
            entries.append(
                EventEntry(at: event.at, sequence: event.sequence, role: .warning, "stopping the stack")
            )
        }
    }

    private mutating func trim() {
        let surplus = entries.count - Self.capacity
        guard surplus > 0 else { return }
        entries.removeFirst(surplus)
        startIndex += surplus
    }

    // MARK: What is in view

    var isFollowing: Bool { end == nil }

    var viewEnd: Int { end.map { max(startIndex, min($0, endIndex)) } ?? endIndex }

    /// Scrolls by so many entries, down where positive. `fitting` is how many fit from the oldest on.
    mutating func scroll(by count: Int, fitting: Int) {
        let lowest = min(endIndex, startIndex + fitting)
        let wanted = max(lowest, min(viewEnd, endIndex) + min(max(-Self.capacity, count), Self.capacity))
        end = wanted >= endIndex ? nil : wanted
    }
}
