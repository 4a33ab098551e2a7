import ControlAPI
import FoundationEssentials

/// When each service waited, started and was ready in the start that is under way, and the profile of the last one
/// that is complete.
///
/// A start begins when the first service leaves rest, and is over when none is on its way any more.
struct StartupTimeline: Hashable, Sendable {
    struct Times: Hashable, Sendable {
        /// When its process was started.
        var spawned: Date?
        var ready: Date?
        /// When it turned out that it will not be ready.
        var failed: Date?
    }

    /// A service of a stack that was there before this screen came has no beginning that is older than this.
    private static let longestStart: TimeInterval = 600

    /// When the start began; nil while none was seen.
    private(set) var began: Date?
    /// By service: those that take part in the start.
    private(set) var times: [String: Times] = [:]
    private var underWay: Set<String> = []
    /// Of the last complete start.
    var profile: StartupProfile?
    /// Whether the profile of a start that was complete before this screen came has not been asked for yet.
    var wantsProfile = true

    var isUnderWay: Bool { !underWay.isEmpty }

    /// A snapshot came: what is under way in it began with its supervisor, as far as it tells.
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

    /// A service's status is this one from a moment on.
    mutating func take(_ status: ServiceStatus, at time: Date) {
        let name = status.name
        // A service that ends again and again makes no start of its own.
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
            // A probe may have answered before its process was ever told as starting.
            if status.isReady, times[name]?.spawned == nil { times[name]?.spawned = status.startedAt ?? time }
        }
    }

    mutating func forget(_ name: String) {
        underWay.remove(name)
        times[name] = nil
    }

    /// The supervisor's journal, which knows what was before this screen came. Takes the place of what was guessed.
    mutating func take(history: [StackEvent], now statuses: [ServiceStatus]) {
        var replayed = StartupTimeline()
        for event in history {
            if case .serviceChanged(let status) = event.payload { replayed.take(status, at: event.at) }
        }
        guard replayed.began != nil else { return }
        // What happened while the journal was on its way is known here already.
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
    /// On its way to readiness. A service that ends again and again is not: it may never arrive.
    var isUnderWay: Bool {
        switch state {
        case .waiting, .preparing, .starting: true
        case .running: health == .starting
        case .paused, .unreachable, .stopping, .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
            false
        }
    }
}
