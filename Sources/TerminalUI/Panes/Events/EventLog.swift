import ControlAPI
import FoundationEssentials

/// The stack's events, oldest first: the supervisor's journal from before this client connected, then the events that
/// it observed.
///
/// Bounded. Indices count from the very first entry and stay stable while old entries are dropped.
struct EventLog: Sendable {
    static let capacity = 1000
    /// The number of events held back until the journal arrives. Beyond it the journal is assumed not to arrive.
    private static let patience = 500

    private var entries: [EventEntry] = []
    private(set) var startIndex = 0
    /// One past the last visible entry; nil while following.
    private var end: Int?
    /// The last known status of each service.
    private var known: [String: ServiceStatus] = [:]
    private var supervisor: StackSnapshot.SupervisorInfo?
    /// Whether the journal has yet to be requested.
    private(set) var wantsHistory = false
    /// Events that arrived since the journal was requested; nil if no request is pending.
    private var pending: [StackEvent]?

    init() {}

    /// Creates the log of an earlier moment.
    init(past events: [StackEvent], glyphs: Glyphs) {
        for event in events { Self.add(event, to: &entries, &known, glyphs) }
        trim()
    }

    /// The end of the second in which the newest event happened: nanoseconds since 1970.
    var newestNs: Int64? {
        entries.last.map { (Int64($0.at.timeIntervalSince1970) + 1) * 1_000_000_000 - 1 }
    }

    var count: Int { entries.count }
    var endIndex: Int { startIndex + entries.count }
    var all: [EventEntry] { entries }

    subscript(index: Int) -> EventEntry { entries[index - startIndex] }

    // MARK: What happens

    /// Applies a snapshot: the first one, or one after a reconnection.
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

    /// Appends an event observed by this client.
    mutating func append(_ entry: EventEntry) {
        entries.append(entry)
        trim()
    }

    mutating func markHistoryRequested() { wantsHistory = false }

    /// Applies the journal, followed by the events that arrived since it was requested.
    mutating func take(history: [StackEvent], glyphs: Glyphs) {
        let newest = history.last?.sequence ?? 0
        let events = history + (pending ?? []).filter { $0.sequence > newest }
        pending = nil
        guard let first = events.first?.sequence else { return }
        var told: [EventEntry] = []
        var known: [String: ServiceStatus] = [:]
        for event in events { Self.add(event, to: &told, &known, glyphs) }
        // Sequence numbers start from the clock, so an earlier supervisor's are smaller.
        let rest = entries.filter { ($0.sequence ?? 0) < first }
        let merged = (rest + told).enumerated().sorted { left, right in
            (left.element.at, left.offset) < (right.element.at, right.offset)
        }
        entries = merged.map(\.element)
        end = nil
        trim()
    }

    /// Adds an event's entries. A notice that the service's own change repeats is replaced by the change.
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

    /// Scrolls by a number of entries, down if positive. `fitting` is the number of entries that fit from the oldest
    /// on.
    mutating func scroll(by count: Int, fitting: Int) {
        let lowest = min(endIndex, startIndex + fitting)
        let wanted = max(lowest, min(viewEnd, endIndex) + min(max(-Self.capacity, count), Self.capacity))
        end = wanted >= endIndex ? nil : wanted
    }
}
