package import Health
package import Runtime

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
///     running ──paused──▶ paused ──resumed──▶ running       running | paused | starting ──lost──▶ unreachable
///     unreachable ──found──▶ running  ·  ──interrupted──▶ waiting  ·  ──exit──▶ as from running
///
/// Preparing (looking for the program, fetching it) needs no dependency, so it comes before waiting: a stack that is
/// fetched for the first time fetches everything at once.
///
/// Every instance has a generation. An answer that carries an older one changes nothing.
package struct ServiceStateMachine: Hashable, Sendable {
    /// Where the service is. Each case says when it is entered and where it may go.
    package enum State: Hashable, Sendable {
        /// Not wanted: never started, or stopped on request. → preparing.
        case stopped
        /// The runtime looks for the program, and fetches it where it must. → waiting, unavailable, stopped.
        case preparing
        /// A dependency's condition does not hold yet. → starting, skipped, stopped.
        case waiting(for: [String])
        /// The runtime was told to start it. → running, failed, stopping, preparing (its provider ended).
        case starting
        /// An instance runs, and this is how it does; nil once one without a probe has run for a short while, until
        /// which it counts as starting. → stopping, backoff, gaveUp, failed, completed.
        case running(ProbeVerdict?)
        /// Somebody froze its container. → running, stopping, unreachable, and on its end as from running.
        case paused
        /// Its engine does not answer, so whether it runs is not known. → running (found), waiting (it ended with the
        /// engine), stopped, and on its end as from running.
        case unreachable(reason: String)
        /// It was told to end, or will be once its engine is back. → stopped, preparing (restart), backoff (unhealthy),
        /// failed (it does not end).
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
    package enum Next: Hashable, Sendable {
        case stopped
        case startAgain
        /// After a delay, whatever its restart policy, which is about ends by itself: it was unhealthy.
        case backoff(reason: String)
        /// Its start did not succeed in the end.
        case failed(reason: String)
    }

    /// What happened.
    package enum Event: Hashable, Sendable {
        case startRequested
        case stopRequested
        case restartRequested
        case preparationFinished(generation: UInt64, Preparation)
        case dependenciesChanged(DependencyVerdict)
        /// The pid is nil where another service's process serves this one. `reportsHealth`: its runtime tells how it
        /// does.
        case spawned(generation: UInt64, pid: Int32?, reportsHealth: Bool = false)
        case spawnFailed(generation: UInt64, reason: String, remedy: String?)
        /// It runs, but what was to be done in it before it counts did not succeed.
        case startHookFailed(generation: UInt64, pid: Int32?, reason: String)
        /// The engine went away while it was being started.
        case spawnLost(generation: UInt64, reason: String)
        case exited(generation: UInt64, ExitStatus)
        /// The service whose process serves this one no longer runs.
        case providerEnded
        case paused(generation: UInt64)
        case resumed(generation: UInt64)
        case runtimeLost(reason: String)
        case runtimeRecovered
        /// It still runs, after its runtime was lost.
        case found(generation: UInt64, pid: Int32?, reportsHealth: Bool)
        /// It ended because its engine did.
        case interrupted(generation: UInt64)
        /// Somebody stopped its container on purpose.
        case stoppedOutside(generation: UInt64)
        case probed(generation: UInt64, ProbeVerdict, message: String)
        case timerFired(generation: UInt64, Timer)
    }

    /// How preparing ended.
    package enum Preparation: Hashable, Sendable {
        case available
        case unavailable(reason: String, remedy: String?)
    }

    /// What the dependencies allow.
    package enum DependencyVerdict: Hashable, Sendable {
        case satisfied
        case pending([String])
        /// A required one cannot be had.
        case impossible(reason: String)
    }

    /// What to do.
    package enum Action: Hashable, Sendable {
        case prepare(generation: UInt64)
        case evaluateDependencies
        case spawn(generation: UInt64)
        case startProbing(generation: UInt64)
        case stopProbing
        /// The stop signal.
        case signal(generation: UInt64)
        case kill(generation: UInt64)
        case setTimer(generation: UInt64, Timer, Duration)
        case cancelTimer(Timer)
    }

    /// A timer of which there is at most one of each kind.
    package enum Timer: Hashable, Sendable, CaseIterable {
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
    package let policy: ServicePolicy
    /// Where the service is; `stopped` at first.
    public internal(set) var state = State.stopped
    /// Of the present instance, or the next one's.
    public internal(set) var generation: UInt64 = 0
    /// The running instance's process; nil while none runs, or another service's process serves this one.
    public internal(set) var pid: Int32?
    /// Starts by policy since the last start on request.
    public internal(set) var restarts = 0
    /// How the last instance ended.
    public internal(set) var lastExit: ExitStatus?
    /// The instance survived SIGKILL. Another beside it would get in its way, so none is started until it is gone.
    package var hangs: Bool {
        if case .failed = state { pid != nil } else { false }
    }
    /// Ends in a row without a good while between them.
    var attempts = 0
    /// An instance was told to end before it was known to run.
    var endsOnceSpawned = false
    /// The running instance's health is told by its runtime.
    var reportsHealth = false
    /// The engine went away during the start, so it may not even know of the instance.
    var startWasCutOff = false
    /// It is to be ended, and its engine cannot be told so yet.
    var endIsUnheard = false
    /// The instance of a service that was stopped while its engine was away: to be ended should it be found.
    var leftBehind: UInt64?

    /// A service that was never started.
    package init(policy: ServicePolicy) { self.policy = policy }

    /// The same service under another policy, as when its definition was read again.
    package init(policy: ServicePolicy, continuing other: ServiceStateMachine) {
        self.policy = policy
        state = other.state
        generation = other.generation
        pid = other.pid
        restarts = other.restarts
        lastExit = other.lastExit
        attempts = other.attempts
        endsOnceSpawned = other.endsOnceSpawned
        reportsHealth = other.reportsHealth
        startWasCutOff = other.startWasCutOff
        endIsUnheard = other.endIsUnheard
        leftBehind = other.leftBehind
    }

    /// Takes an event in, and returns what to do, in order.
    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .startRequested: startRequested()
        case .stopRequested: stopRequested()
        case .restartRequested: restartRequested()
        case .preparationFinished(let generation, let result):
            generation == self.generation ? preparationFinished(result) : []
        case .dependenciesChanged(let verdict): dependenciesChanged(verdict)
        case .spawned(let generation, let pid, let reportsHealth):
            generation == self.generation ? spawned(pid, reportsHealth) : []
        case .spawnFailed(let generation, let reason, let remedy):
            generation == self.generation ? spawnFailed(reason, remedy) : []
        case .startHookFailed(let generation, let pid, let reason):
            generation == self.generation ? startHookFailed(pid, reason) : []
        case .spawnLost(let generation, let reason): generation == self.generation ? spawnLost(reason) : []
        case .exited(let generation, let status): generation == self.generation ? exited(status) : []
        case .providerEnded: providerEnded()
        case .paused(let generation): generation == self.generation ? paused() : []
        case .resumed(let generation): generation == self.generation ? resumed() : []
        case .runtimeLost(let reason): runtimeLost(reason)
        case .runtimeRecovered: runtimeRecovered()
        case .found(let generation, let pid, let reportsHealth): found(generation, pid, reportsHealth)
        case .interrupted(let generation): generation == self.generation ? interrupted() : []
        case .stoppedOutside(let generation): stoppedOutside(generation)
        case .probed(let generation, let verdict, let message):
            generation == self.generation ? probed(verdict, message) : []
        case .timerFired(let generation, let timer): generation == self.generation ? timerFired(timer) : []
        }
    }
}
