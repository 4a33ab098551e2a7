import ComposeModel
import Health
import Runtime
import Supervision
import TestSupport
import Testing

/// Random lives of a service: whatever happens in whatever order, there is one instance at most, and it can be stopped.
@Suite struct MachinePropertyTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func noOrderOfEventsBreaksTheInvariants(seed: UInt64) {
        var life = RandomLife(seed: seed)
        for _ in 0..<2_000 where life.violation == nil { life.step() }
        #expect(life.violation == nil)
        life.settle()
        #expect(life.violation == nil)
        #expect(life.machine.state == .stopped)
    }
}

/// A machine with the world that carries its actions out, badly and late at times.
private struct RandomLife {
    private(set) var machine: ServiceStateMachine
    /// What went wrong first, and after which event.
    private(set) var violation: String?
    private var random: SeededGenerator
    private let isProvided: Bool
    private var preparing: UInt64?
    /// Told to start; neither known to run nor to have failed.
    private var pending: UInt64?
    private var live: UInt64?
    /// Survived SIGKILL, so the machine has given it up.
    private var abandoned: UInt64?
    /// Runs on an engine that did not answer when it was stopped.
    private var orphan: UInt64?
    /// Its start was cut off by its engine.
    private var cutOff: UInt64?
    private var isLost = false
    private var isTold = false
    private var timers: [ServiceStateMachine.Timer: UInt64] = [:]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        isProvided = seed % 5 == 4
        let policies: [RestartPolicy] = [
            .no, .always, .unlessStopped, .onFailure(maxRetries: nil), .onFailure(maxRetries: 2),
        ]
        machine = ServiceStateMachine(
            policy: .test(
                policies[Int(seed) % policies.count],
                hasProbe: seed % 2 == 0,
                restartsUnhealthy: seed % 3 == 0,
                tuning: RestartTuning(maximumAttempts: 3),
                settleAfter: seed % 4 == 0 ? .zero : .milliseconds(500)
            )
        )
    }

    mutating func step() {
        switch Int.random(in: 0..<29, using: &random) {
        case 0...1: handle(.startRequested)
        case 2: handle(.stopRequested)
        case 3: handle(.restartRequested)
        case 4...6: handle(.dependenciesChanged(verdict()))
        case 7...9: finishPreparation()
        case 10...13: answerSpawn()
        case 14...15: end()
        case 16...17: fireTimer()
        case 18...19: probe()
        case 20: abandonedEnds()
        case 21: if isProvided { providerEnds() }
        case 22: pauseOrResume()
        case 23...25: loseOrRecover()
        case 26: stopFromOutside()
        default: stale()
        }
    }

    /// Stops it and lets the world do all that it was told.
    mutating func settle() {
        abandonedEnds()
        handle(.stopRequested)
        for _ in 0..<10 where machine.state != .stopped {
            if let generation = pending {
                pending = nil
                if isLost {
                    cutOff = generation
                    handle(.spawnLost(generation: generation, reason: "gone"))
                } else {
                    live = generation
                    handle(.spawned(generation: generation, pid: isProvided ? nil : 7))
                }
            }
            if live != nil { end() }
        }
    }

    // MARK: What the world does

    private mutating func verdict() -> ServiceStateMachine.DependencyVerdict {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .pending(["db"])
        case 1: .impossible(reason: "gone")
        default: .satisfied
        }
    }

    private mutating func finishPreparation() {
        guard let generation = preparing else { return }
        preparing = nil
        let fails = Int.random(in: 0..<8, using: &random) == 0
        handle(
            .preparationFinished(generation: generation, fails ? .unavailable(reason: "r", remedy: nil) : .available)
        )
    }

    private mutating func answerSpawn() {
        guard let generation = pending else { return }
        pending = nil
        if isLost {
            cutOff = generation
            handle(.spawnLost(generation: generation, reason: "gone"))
            // Something may have come of it.
            if machine.state == .stopped { orphan = generation }
            return
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where !isProvided:
            handle(.spawnFailed(generation: generation, reason: "r", remedy: nil))
        case 1 where !isProvided:
            // The exit overtakes the news of the start.
            handle(.exited(generation: generation, .code(Int32.random(in: 0...1, using: &random))))
            handle(.spawned(generation: generation, pid: 7))
        default:
            live = generation
            handle(.spawned(generation: generation, pid: isProvided ? nil : 7))
        }
    }

    private mutating func end() {
        guard let generation = live, !isLost, !isProvided || isTold else { return }
        live = nil
        handle(.exited(generation: generation, Bool.random(using: &random) ? .code(0) : .signal(9)))
    }

    private mutating func providerEnds() {
        // Being told to end, it ends by itself.
        guard !isTold else { return }
        if case .stopping = machine.state { return }
        live = nil
        pending = nil
        handle(.providerEnded)
    }

    private mutating func pauseOrResume() {
        guard let generation = live, !isLost, !isProvided else { return }
        handle(machine.state == .paused ? .resumed(generation: generation) : .paused(generation: generation))
    }

    private mutating func stopFromOutside() {
        guard let generation = live, !isLost, !isProvided else { return }
        handle(.stoppedExternally(generation: generation))
    }

    private mutating func loseOrRecover() {
        guard !isProvided else { return }
        guard isLost else {
            isLost = true
            handle(.runtimeLost(reason: "gone"))
            return
        }
        // A start that was cut off is known to have been before the engine is known to be back.
        if pending != nil { answerSpawn() }
        isLost = false
        handle(.runtimeRecovered)
        cutOff = nil
        if let generation = orphan { handle(.found(generation: generation, pid: 7, reportsHealth: false)) }
        orphan = nil
        guard let generation = live, pending == nil else { return }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: handle(.found(generation: generation, pid: 7, reportsHealth: false))
        case 1:
            live = nil
            handle(.interrupted(generation: generation))
        default: end()
        }
    }

    private mutating func abandonedEnds() {
        guard let generation = abandoned else { return }
        abandoned = nil
        handle(.exited(generation: generation, .signal(9)))
    }

    private mutating func fireTimer() {
        // Not the dictionary's own order, which differs from run to run.
        let armed = ServiceStateMachine.Timer.allCases.filter { timers[$0] != nil }
        guard let timer = armed.randomElement(using: &random), let generation = timers[timer] else { return }
        timers[timer] = nil
        if timer == .killed, let generation = live {
            abandoned = generation
            live = nil
        }
        handle(.timerFired(generation: generation, timer))
    }

    private mutating func probe() {
        guard machine.policy.hasProbe else { return }
        let verdict: ProbeVerdict =
            [.starting, .healthy, .healthy, .unhealthy].randomElement(using: &random) ?? .healthy
        handle(.probed(generation: machine.generation, verdict, message: "m"))
    }

    private mutating func stale() {
        guard machine.generation > 0 else { return }
        let generation = UInt64.random(in: 0..<machine.generation, using: &random)
        guard generation != abandoned, generation != orphan else { return }
        guard let answer = DeferredResponse.allCases.randomElement(using: &random) else { return }
        let before = machine
        handle(answer.event(generation: generation))
        if machine != before { violate("\(answer) of generation \(generation) had an effect") }
    }

    // MARK: Carrying out and checking

    private mutating func handle(_ event: ServiceStateMachine.Event) {
        for action in machine.handle(event) { perform(action) }
        check(after: event)
    }

    private mutating func perform(_ action: ServiceStateMachine.Action) {
        switch action {
        case .prepare(let generation): preparing = generation
        case .evaluateDependencies: handle(.dependenciesChanged(verdict()))
        case .spawn(let generation):
            if live != nil || pending != nil { violate("a second instance is started") }
            if abandoned != nil, !isProvided { violate("an instance is started beside one that hangs") }
            pending = generation
            // The runtime takes over or replaces what it finds.
            (orphan, cutOff) = (nil, nil)
            isTold = false
        case .signal(let generation), .kill(let generation):
            if generation != live, generation != orphan { violate("\(action) meets no living instance") }
            isTold = true
        case .setTimer(let generation, let timer, let delay):
            if delay < .zero { violate("\(action) has a negative delay") }
            timers[timer] = generation
        case .cancelTimer(let timer): timers[timer] = nil
        case .startProbing, .stopProbing: break
        }
    }

    private mutating func check(after event: ServiceStateMachine.Event) {
        // Nobody waits for an engine that does not answer.
        if isLost, let generation = live, generation != machine.generation { (orphan, live) = (generation, nil) }
        let fits =
            switch machine.state {
            case .running, .paused: live == machine.generation
            case .unreachable: live == machine.generation || cutOff == machine.generation
            case .starting: pending == machine.generation
            case .stopping:
                live == machine.generation || pending == machine.generation || cutOff == machine.generation
            case .stopped, .preparing, .waiting, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed:
                live == nil && pending == nil
            }
        if !fits { violate("\(machine.state) with live \(live ?? 0), pending \(pending ?? 0) after \(event)") }
        if case .backoff = machine.state, timers[.backoff] != machine.generation {
            violate("nothing ends the backoff after \(event)")
        }
        if machine.state == .running(.starting), !machine.policy.hasProbe, timers[.settled] != machine.generation {
            violate("nothing makes it ready after \(event)")
        }
        if machine.restarts < 0 { violate("negative restarts") }
    }

    private mutating func violate(_ text: String) {
        if violation == nil { violation = text }
    }
}
