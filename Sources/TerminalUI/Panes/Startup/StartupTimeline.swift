import ControlAPI
import FoundationEssentials

/// The times of each service in the start in progress, and the profile of the last complete start.
///
/// A start begins when the first service leaves rest and ends when no service is still on its way to readiness.
struct StartupTimeline: Hashable, Sendable {
    struct Times: Hashable, Sendable {
        /// When its process was started.
        var spawned: Date?
        var ready: Date?
        /// When it became clear that it would not become ready.
        var failed: Date?
    }

    /// The maximum age of a start that was in progress before this client connected.
    private static let longestStart: TimeInterval = 600

    /// When the start began; nil if none was observed.
    private(set) var began: Date?
    /// The times of the services that take part in the start.
    private(set) var times: [String: Times] = [:]
    private var underWay: Set<String> = []
    /// The profile of the last complete start.
    var profile: StartupProfile?
    /// Whether the profile of a start completed before this client connected has yet to be requested.
    var wantsProfile = true

    init() {}

    /// Creates the timeline of an earlier moment.
    init(past: PastStack, at moment: Date) {
        take(past.snapshot, at: moment)
        for case .started(let profile) in past.events.map(\.payload) { self.profile = profile }
        wantsProfile = false
    }

    var isUnderWay: Bool { !underWay.isEmpty }

    /// Applies a snapshot. Services on their way to readiness are assumed to have started with the supervisor unless
    /// their status says otherwise.
    mutating func take(_ snapshot: StackSnapshot, at now: Date) {
        let isYoung = now.timeIntervalSince(snapshot.supervisor.startedAt) < Self.longestStart
        let start = isYoung ? snapshot.supervisor.startedAt : now
        let names = Set(snapshot.services.map(\.name))
        underWay.formIntersection(names)
        for status in snapshot.services {
            let isKnown = underWay.contains(status.name)
            take(status, at: isKnown || !status.isUnderWay ? now : status.startedAt.map { max($0, start) } ?? start)
        }
    }

    /// Applies a service status that took effect at a time.
    mutating func take(_ status: ServiceStatus, at time: Date) {
        let name = status.name
        // A service that keeps exiting does not count as a new start.
        if status.isUnderWay, status.restarts == 0 || !underWay.isEmpty {
            if underWay.isEmpty {
                began = time
                times = [:]
            }
            if underWay.insert(name).inserted { times[name] = Times() }
            if let began, time < began { self.began = time }
            switch status.state {
            case .starting, .running:
                let spawned = times[name]?.spawned
                times[name]?.spawned = spawned ?? status.startedAt ?? time
            default: times[name]?.spawned = nil
            }
        } else if underWay.remove(name) != nil {
            if status.isReady { times[name]?.ready = time } else { times[name]?.failed = time }
            // A probe may succeed before the process is ever reported as starting.
            if status.isReady, times[name]?.spawned == nil { times[name]?.spawned = status.startedAt ?? time }
        }
    }

    mutating func forget(_ name: String) {
        underWay.remove(name)
        times[name] = nil
    }

    /// Applies the supervisor's journal, which covers the time before this client connected, in place of the guessed
    /// times.
    mutating func take(history: [StackEvent], now statuses: [ServiceStatus]) {
        var replayed = StartupTimeline()
        for event in history {
            if case .serviceChanged(let status) = event.payload { replayed.take(status, at: event.at) }
        }
        guard replayed.began != nil else { return }
        // Changes made while the journal was in flight are already known here.
        for status in statuses where !status.isUnderWay && replayed.underWay.contains(status.name) {
            replayed.underWay.remove(status.name)
            replayed.times[status.name]?.ready = times[status.name]?.ready
            replayed.times[status.name]?.failed = times[status.name]?.failed
        }
        guard replayed.isUnderWay == isUnderWay else { return }
        (began, times, underWay) = (replayed.began, replayed.times, replayed.underWay)
    }
}

extension ServiceStatus {
    /// Whether it is on its way to readiness. A service that keeps exiting is not: it may never get there.
    var isUnderWay: Bool {
        switch state {
        case .waiting, .preparing, .starting: true
        case .running: health == .starting
        case .paused, .unreachable, .stopping, .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
            false
        }
    }
}
