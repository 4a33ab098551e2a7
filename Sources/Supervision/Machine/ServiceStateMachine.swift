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
    /// The state of the service. Each case says when it is entered and where it may go.
    package enum State: Hashable, Sendable {
        /// Not wanted: never started, or stopped on request. → preparing.
        case stopped
        /// The runtime looks for the program, and fetches it if necessary. → waiting, unavailable, stopped.
        case preparing
        /// A dependency's condition does not hold yet. → starting, skipped, stopped.
        case waiting(for: [String])
        /// The runtime was asked to start it. → running, failed, stopping, preparing (its provider ended).
        case starting
        /// An instance runs, with its health; nil once an instance without a probe has run for a short while, before
        /// which it counts as starting. → stopping, backoff, gaveUp, failed, completed.
        case running(ProbeVerdict?)
        /// Its container was paused outside of cpadev. → running, stopping, unreachable, and on exit as from running.
        case paused
        /// Its engine does not answer, so whether it runs is unknown. → running (found), waiting (it ended with the
        /// engine), stopped, and on exit as from running.
        /// `startCutOff`: the engine went away during the start, so it may not know the instance.
        case unreachable(reason: String, startCutOff: Bool = false)
        /// It was asked to end, or will be once its engine is back. → stopped, preparing (restart), backoff (unhealthy),
        /// failed (it does not end).
        case stopping(then: Next, Ending = .signalled)
        /// It ended and waits for its next start. → waiting, stopped.
        case backoff(attempt: Int, delay: Duration)
        /// It ended too often. → preparing on request, stopped.
        case gaveUp(reason: String)
        /// It failed and its policy does not restart it, or it could not be started. → preparing, stopped. Or it does not
        /// end, see `hangs`; until it does, it stays here.
        case failed(reason: String, remedy: String?)
        /// A required dependency will not become ready. → waiting when that changes, stopped.
        case skipped(reason: String)
        /// No runtime can run it here. → preparing on request, stopped.
        case unavailable(reason: String, remedy: String?)
        /// It ended successfully and is not restarted. → preparing on request, stopped.
        case completed
    }

    /// How far the end of an instance is.
    package enum Ending: Hashable, Sendable {
        /// The runtime was asked to stop it, or reports that it ends.
        case signalled
        /// It is still being started, and is stopped as soon as it runs.
        case onceSpawned
        /// Its engine cannot be asked to stop it yet. `startCutOff` as in ``State/unreachable(reason:startCutOff:)``.
        case unheard(startCutOff: Bool)
    }

    /// What follows once an instance that was asked to end has ended.
    package enum Next: Hashable, Sendable {
        case stopped
        case startAgain
        /// A start after a delay, because it was unhealthy. Its restart policy does not apply.
        case backoff(reason: String)
        /// Its start failed after it ran.
        case failed(reason: String, remedy: String)
    }

    /// What happened.
    package enum Event: Hashable, Sendable {
        case startRequested
        case stopRequested
        case restartRequested
        case preparationFinished(generation: UInt64, Preparation)
        case dependenciesChanged(DependencyVerdict)
        /// The pid is nil if another service's process serves this one. `reportsHealth`: its runtime reports its health.
        case spawned(generation: UInt64, pid: Int32?, reportsHealth: Bool = false)
        case spawnFailed(generation: UInt64, reason: String, remedy: String?)
        /// It runs, but a `post_start` hook failed.
        case startHookFailed(generation: UInt64, pid: Int32?, reason: String)
        /// The engine went away while it was being started.
        case spawnLost(generation: UInt64, reason: String)
        /// Another process listens on one of its ports, so that process has answered its probe.
        case displaced(generation: UInt64, reason: String, remedy: String)
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
        /// Its container was stopped outside of cpadev.
        case stoppedExternally(generation: UInt64)
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
        /// A required one will not become ready.
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
        /// The delay before the next start.
        case backoff
        /// The time after which an instance without a probe counts as ready.
        case settled
        /// The time after which a running instance clears earlier failures.
        case stable
        /// The grace period between the stop signal and SIGKILL.
        case grace
        /// The time that an end may take after SIGKILL.
        case killed
    }

    /// How it restarts, stops and is probed.
    package internal(set) var policy: ServicePolicy
    package internal(set) var state = State.stopped
    /// The generation of the present instance, or of the next one.
    package internal(set) var generation: UInt64 = 0
    /// The running instance's process; nil while none runs, or if another service's process serves this one.
    package internal(set) var pid: Int32?
    /// Starts by policy since the last start on request.
    package internal(set) var restarts = 0
    /// How the last instance ended.
    package internal(set) var lastExit: ExitStatus?
    /// Whether the instance survived SIGKILL. A second one would interfere with it, so none is started until it is gone.
    package var hangs: Bool {
        if case .failed = state { pid != nil } else { false }
    }
    /// Starts in a row without a stable run between them.
    var attempts = 0
    /// Whether the runtime reports the running instance's health.
    var reportsHealth = false
    /// The instance of a service that was stopped while its engine was away: it is stopped if the engine still has it.
    var leftBehind: UInt64?

    /// A service that was never started.
    package init(policy: ServicePolicy) { self.policy = policy }

    /// Handles an event, and returns what to do, in order.
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
        case .displaced(let generation, let reason, let remedy):
            generation == self.generation ? displaced(reason, remedy) : []
        case .exited(let generation, let status): generation == self.generation ? exited(status) : []
        case .providerEnded: providerEnded()
        case .paused(let generation): generation == self.generation ? paused() : []
        case .resumed(let generation): generation == self.generation ? resumed() : []
        case .runtimeLost(let reason): runtimeLost(reason)
        case .runtimeRecovered: runtimeRecovered()
        case .found(let generation, let pid, let reportsHealth): found(generation, pid, reportsHealth)
        case .interrupted(let generation): generation == self.generation ? interrupted() : []
        case .stoppedExternally(let generation): stoppedExternally(generation)
        case .probed(let generation, let verdict, let message):
            generation == self.generation ? probed(verdict, message) : []
        case .timerFired(let generation, let timer): generation == self.generation ? timerFired(timer) : []
        }
    }
}
