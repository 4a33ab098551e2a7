public import Health
public import Runtime

/// The life of one service, as a pure value: it takes what happened and says what to do. No I/O, no clock, no lock.
///
///     stopped ──startRequested──▶ preparing ──available──▶ waiting ──conditions hold──▶ starting ──spawned──▶ running
///        ▲                            │                     │   ▲                          │                  │   │
///        │                       unavailable             skipped │                       failed              exit  unhealthy
///        │                                                       │                                            │   │ (restart)
///        └────────── stopping ◀──stopRequested── (any) ·  backoff ◀── policy says again ──────────────────────┴───┘
///                                                          │ attempts used up           └─▶ completed | failed
///                                                          ▼
///                                                        gaveUp
///
/// Preparing (looking for the program, fetching it) needs no dependency, so it comes before waiting: a stack that is
/// fetched for the first time fetches everything at once.
///
/// Every instance has a generation. An answer that carries an older one changes nothing.
public struct ServiceStateMachine: Hashable, Sendable {
    /// Where the service is. Each case says when it is entered and where it may go.
    public enum State: Hashable, Sendable {
        /// Not wanted: never started, or stopped on request. → preparing.
        case stopped
        /// The runtime looks for the program, and fetches it where it must. → waiting, unavailable, stopped.
        case preparing
        /// A dependency's condition does not hold yet. → starting, skipped, stopped.
        case waiting(for: [String])
        /// The runtime was told to start it. → running, failed, stopping, waiting (its provider ended).
        case starting
        /// An instance runs, and this is how it does; nil once one without a probe has run for a short while, until
        /// which it counts as starting. → stopping, backoff, gaveUp, failed, completed.
        case running(ProbeVerdict?)
        /// It was told to end. → stopped, preparing (restart), backoff (unhealthy), failed (it does not end).
        case stopping(then: Next)
        /// It ended and waits to be started again. → waiting, stopped.
        case backoff(attempt: Int, delay: Duration)
        /// It ended too often. → preparing on request, stopped.
        case gaveUp(reason: String)
        /// It ended badly and its policy does not start it again, or it could not be started. → preparing, stopped.
        /// Or it does not end, see `hangs`; until it does, nothing leads on.
        case failed(reason: String, remedy: String?)
        /// A dependency that it requires cannot be had. → waiting when that changes, stopped.
        case skipped(reason: String)
        /// No runtime can run it here. → preparing on request, stopped.
        case unavailable(reason: String, remedy: String?)
        /// It ended as it should, and is not to be started again. → preparing on request, stopped.
        case completed
    }

    /// What follows when an instance that was told to end has ended.
    public enum Next: Hashable, Sendable {
        case stopped
        case startAgain
        /// After a delay, whatever its restart policy, which is about ends by itself: it was unhealthy.
        case backoff(reason: String)
    }

    /// What happened.
    public enum Event: Hashable, Sendable {
        case startRequested
        case stopRequested
        case restartRequested
        case preparationFinished(generation: UInt64, Preparation)
        case dependenciesChanged(DependencyVerdict)
        /// The pid is nil where another service's process serves this one.
        case spawned(generation: UInt64, pid: Int32?)
        case spawnFailed(generation: UInt64, reason: String, remedy: String?)
        case exited(generation: UInt64, ExitStatus)
        /// The service whose process serves this one no longer runs.
        case providerEnded
        case probed(generation: UInt64, ProbeVerdict, message: String)
        case timerFired(generation: UInt64, Timer)
    }

    /// How preparing ended.
    public enum Preparation: Hashable, Sendable {
        case available
        case unavailable(reason: String, remedy: String?)
    }

    /// What the dependencies allow.
    public enum DependencyVerdict: Hashable, Sendable {
        case satisfied
        case pending([String])
        /// A required one cannot be had.
        case impossible(reason: String)
    }

    /// What to do.
    public enum Action: Hashable, Sendable {
        case prepare(generation: UInt64)
        case evaluateDependencies
        case spawn(generation: UInt64)
        case startProbing(generation: UInt64)
        case stopProbing
        /// The stop signal, to the whole group.
        case signal(generation: UInt64)
        case kill(generation: UInt64)
        case setTimer(generation: UInt64, Timer, Duration)
        case cancelTimer(Timer)
    }

    /// A timer of which there is at most one of each kind.
    public enum Timer: Hashable, Sendable, CaseIterable {
        /// Between an end and the next start.
        case backoff
        /// It has no probe, and ran for so long that it counts as ready.
        case settled
        /// It ran well for so long that earlier failures are forgiven.
        case stable
        /// Between the stop signal and SIGKILL.
        case grace
        /// Between SIGKILL and giving up on an end.
        case killed
    }

    /// How it restarts, stops and is probed.
    public let policy: ServicePolicy
    /// Where the service is; `stopped` at first.
    public private(set) var state = State.stopped
    /// Of the present instance, or the next one's.
    public private(set) var generation: UInt64 = 0
    /// The running instance's process; nil while none runs, or another service's process serves this one.
    public private(set) var pid: Int32?
    /// Starts by policy since the last start on request.
    public private(set) var restarts = 0
    /// How the last instance ended.
    public private(set) var lastExit: ExitStatus?
    /// The instance survived SIGKILL. Another beside it would get in its way, so none is started until it is gone.
    public var hangs: Bool {
        if case .failed = state { pid != nil } else { false }
    }
    /// Ends in a row without a good while between them.
    private var attempts = 0
    /// An instance was told to end before it was known to run.
    private var endsOnceSpawned = false

    /// A service that was never started.
    public init(policy: ServicePolicy) { self.policy = policy }

    /// The same service under another policy, as when its definition was read again.
    public init(policy: ServicePolicy, continuing other: ServiceStateMachine) {
        self.policy = policy
        state = other.state
        generation = other.generation
        pid = other.pid
        restarts = other.restarts
        lastExit = other.lastExit
        attempts = other.attempts
        endsOnceSpawned = other.endsOnceSpawned
    }

    /// Takes an event in, and returns what to do, in order.
    public mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .startRequested: startRequested()
        case .stopRequested: stopRequested()
        case .restartRequested: restartRequested()
        case .preparationFinished(let generation, let result):
            generation == self.generation ? preparationFinished(result) : []
        case .dependenciesChanged(let verdict): dependenciesChanged(verdict)
        case .spawned(let generation, let pid): generation == self.generation ? spawned(pid) : []
        case .spawnFailed(let generation, let reason, let remedy):
            generation == self.generation ? spawnFailed(reason, remedy) : []
        case .exited(let generation, let status): generation == self.generation ? exited(status) : []
        case .providerEnded: providerEnded()
        case .probed(let generation, let verdict, let message):
            generation == self.generation ? probed(verdict, message) : []
        case .timerFired(let generation, let timer): generation == self.generation ? timerFired(timer) : []
        }
    }
}

// MARK: - Requests

extension ServiceStateMachine {
    private mutating func startRequested() -> [Action] {
        switch state {
        case .failed where hangs:
            return []
        case .stopped, .gaveUp, .failed, .unavailable, .completed, .skipped:
            return prepareAnew()
        case .backoff:
            return [.cancelTimer(.backoff)] + prepareAnew()
        case .stopping(.stopped), .stopping(.backoff):
            state = .stopping(then: .startAgain)
            return []
        case .preparing, .waiting, .starting, .running, .stopping(.startAgain):
            return []
        }
    }

    private mutating func restartRequested() -> [Action] {
        switch state {
        case .running, .starting:
            return end(then: .startAgain)
        case .stopped, .gaveUp, .failed, .unavailable, .completed, .skipped, .backoff, .stopping, .preparing, .waiting:
            return startRequested()
        }
    }

    private mutating func stopRequested() -> [Action] {
        switch state {
        case .running, .starting:
            return end(then: .stopped)
        case .stopping:
            state = .stopping(then: .stopped)
            return []
        case .backoff:
            return [.cancelTimer(.backoff)] + rest()
        case .failed where hangs:
            return []
        case .stopped, .preparing, .waiting, .gaveUp, .failed, .unavailable, .completed, .skipped:
            return rest()
        }
    }

    private mutating func rest() -> [Action] {
        // What is still under way for this generation is answered too late.
        generation += 1
        state = .stopped
        pid = nil
        return []
    }

    private mutating func prepareAnew() -> [Action] {
        attempts = 0
        restarts = 0
        generation += 1
        state = .preparing
        pid = nil
        return [.prepare(generation: generation)]
    }
}

// MARK: - Starting

extension ServiceStateMachine {
    private mutating func preparationFinished(_ result: Preparation) -> [Action] {
        guard state == .preparing else { return [] }
        switch result {
        case .available:
            state = .waiting(for: [])
            return [.evaluateDependencies]
        case .unavailable(let reason, let remedy):
            state = .unavailable(reason: reason, remedy: remedy)
            return []
        }
    }

    private mutating func dependenciesChanged(_ verdict: DependencyVerdict) -> [Action] {
        switch state {
        case .waiting, .skipped:
            switch verdict {
            case .satisfied:
                state = .starting
                return [.spawn(generation: generation)]
            case .pending(let names):
                state = .waiting(for: names)
            case .impossible(let reason):
                state = .skipped(reason: reason)
            }
            return []
        case .stopped, .preparing, .starting, .running, .stopping, .backoff, .gaveUp, .failed, .unavailable, .completed:
            return []
        }
    }

    private mutating func spawned(_ pid: Int32?) -> [Action] {
        switch state {
        case .starting:
            self.pid = pid
            if policy.hasProbe {
                state = .running(.starting)
                return [.startProbing(generation: generation)]
            }
            if policy.tuning.settleAfter > .zero {
                state = .running(.starting)
                return [.setTimer(generation: generation, .settled, policy.tuning.settleAfter)]
            }
            return settled()
        case .stopping where endsOnceSpawned:
            self.pid = pid
            endsOnceSpawned = false
            return [.signal(generation: generation), .setTimer(generation: generation, .grace, policy.gracePeriod)]
        case .stopped, .preparing, .waiting, .running, .stopping, .backoff, .gaveUp, .failed, .skipped, .unavailable,
            .completed:
            return []
        }
    }

    /// Nobody asks it how it does, so that it still runs is all that can be known.
    private mutating func settled() -> [Action] {
        state = .running(nil)
        return [.setTimer(generation: generation, .stable, policy.tuning.stableAfter)]
    }

    private mutating func spawnFailed(_ reason: String, _ remedy: String?) -> [Action] {
        switch state {
        case .starting:
            state = .failed(reason: reason, remedy: remedy)
            return []
        case .stopping(let next):
            endsOnceSpawned = false
            return ended(then: next)
        case .stopped, .preparing, .waiting, .running, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
            return []
        }
    }
}

// MARK: - Running and ending

extension ServiceStateMachine {
    private mutating func probed(_ verdict: ProbeVerdict, _ message: String) -> [Action] {
        guard case .running(let before?) = state, verdict != before else { return [] }
        state = .running(verdict)
        switch verdict {
        case .healthy:
            return [.setTimer(generation: generation, .stable, policy.tuning.stableAfter)]
        case .unhealthy where policy.restartsUnhealthy:
            return end(then: .backoff(reason: "unhealthy: \(message)"))
        case .unhealthy, .starting:
            return [.cancelTimer(.stable)]
        }
    }

    /// What is under way only while an instance runs.
    private static let watchingEnds: [Action] = [.stopProbing, .cancelTimer(.settled), .cancelTimer(.stable)]

    private mutating func end(then next: Next) -> [Action] {
        let wasRunning = state != .starting
        state = .stopping(then: next)
        guard wasRunning else {
            endsOnceSpawned = true
            return []
        }
        return Self.watchingEnds + [
            .signal(generation: generation), .setTimer(generation: generation, .grace, policy.gracePeriod),
        ]
    }

    private mutating func exited(_ status: ExitStatus) -> [Action] {
        switch state {
        case .running, .starting:
            // From starting, too: the exit of a short-lived process can overtake the news of its start.
            lastExit = status
            pid = nil
            if status.isSuccess, !policy.restartsAfterSuccess {
                generation += 1
                state = .completed
                return Self.watchingEnds
            }
            return Self.watchingEnds + endedByItself(reason: "\(status)")
        case .stopping(let next):
            lastExit = status
            pid = nil
            endsOnceSpawned = false
            return [.cancelTimer(.grace), .cancelTimer(.killed)] + ended(then: next)
        case .failed:
            // It did end after all, long after SIGKILL.
            lastExit = status
            pid = nil
            return []
        case .stopped, .preparing, .waiting, .backoff, .gaveUp, .skipped, .unavailable, .completed:
            return []
        }
    }

    private mutating func providerEnded() -> [Action] {
        switch state {
        case .running, .starting:
            // From starting, too: the news of its own start is still on the way, and then too old.
            generation += 1
            state = .waiting(for: [])
            return Self.watchingEnds + [.evaluateDependencies]
        case .stopped, .preparing, .waiting, .stopping, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
            return []
        }
    }

    private mutating func ended(then next: Next) -> [Action] {
        switch next {
        case .stopped: return rest()
        case .startAgain: return prepareAnew()
        // It did not end by itself, so how it restarts after an end is not asked.
        case .backoff(let reason): return backOff(reason: reason, limit: policy.tuning.maximumAttempts)
        }
    }

    private mutating func endedByItself(reason: String) -> [Action] {
        guard let limit = policy.maximumAttempts else {
            generation += 1
            state = .failed(reason: reason, remedy: nil)
            return []
        }
        return backOff(reason: reason, limit: limit)
    }

    private mutating func backOff(reason: String, limit: Int) -> [Action] {
        generation += 1
        guard attempts < limit else {
            state = .gaveUp(reason: "\(reason), \(attempts + 1) times in a row")
            return []
        }
        attempts += 1
        let delay = policy.tuning.delay(beforeAttempt: attempts)
        state = .backoff(attempt: attempts, delay: delay)
        return [.setTimer(generation: generation, .backoff, delay)]
    }

    private mutating func timerFired(_ timer: Timer) -> [Action] {
        switch (timer, state) {
        case (.backoff, .backoff):
            restarts += 1
            state = .waiting(for: [])
            return [.evaluateDependencies]
        case (.settled, .running(.starting?)):
            return settled()
        case (.stable, .running):
            attempts = 0
            return []
        case (.grace, .stopping):
            return [
                .kill(generation: generation),
                .setTimer(generation: generation, .killed, policy.tuning.killPatience),
            ]
        case (.killed, .stopping):
            state = .failed(
                reason: "pid \(pid.map(String.init) ?? "?") did not end after SIGKILL",
                remedy: "it hangs inside the kernel, often on a dead network file system"
            )
            return []
        case (.backoff, _), (.settled, _), (.stable, _), (.grace, _), (.killed, _):
            return []
        }
    }
}
