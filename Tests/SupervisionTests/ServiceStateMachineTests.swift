import ComposeModel
import Health
import Runtime
import Testing

@testable import Supervision

@Suite struct ServiceStateMachineTests {
    @Test(arguments: MachineScript.all)
    func eachEventLeadsToItsStateAndActions(script: MachineScript) {
        var machine = ServiceStateMachine(policy: script.policy)
        for (number, step) in script.steps.enumerated() {
            let actions = machine.handle(step.event)
            #expect(machine.state == step.state, "step \(number + 1): \(step.event)")
            #expect(actions == step.actions, "step \(number + 1): \(step.event)")
        }
    }

    // MARK: Restart policies

    struct PolicyCase: Sendable, CustomTestStringConvertible {
        var restart: RestartPolicy
        var status: Runtime.ExitStatus
        var state: ServiceStateMachine.State

        var testDescription: String { "\(restart) after \(status)" }
    }

    private static let backoff = ServiceStateMachine.State.backoff(attempt: 1, delay: .milliseconds(200))

    private static let policyCases: [PolicyCase] = [
        PolicyCase(restart: .no, status: .code(0), state: .completed),
        PolicyCase(restart: .no, status: .code(3), state: .failed(reason: "exit code 3", remedy: nil)),
        PolicyCase(restart: .no, status: .signal(9), state: .failed(reason: "signal SIGKILL", remedy: nil)),
        PolicyCase(restart: .onFailure(maxRetries: nil), status: .code(0), state: .completed),
        PolicyCase(restart: .onFailure(maxRetries: nil), status: .code(1), state: backoff),
        PolicyCase(restart: .onFailure(maxRetries: nil), status: .signal(11), state: backoff),
        PolicyCase(restart: .onFailure(maxRetries: 1), status: .code(1), state: backoff),
        PolicyCase(
            restart: .onFailure(maxRetries: 0),
            status: .code(1),
            state: .gaveUp(reason: "exit code 1")
        ),
        PolicyCase(restart: .always, status: .code(0), state: backoff),
        PolicyCase(restart: .always, status: .code(1), state: backoff),
        PolicyCase(restart: .unlessStopped, status: .code(0), state: backoff),
        PolicyCase(restart: .unlessStopped, status: .signal(15), state: backoff),
    ]

    @Test(arguments: policyCases)
    func anEndLeadsWhereThePolicySays(policy: PolicyCase) {
        var machine = ServiceStateMachine.running(.test(policy.restart))
        _ = machine.handle(.exited(generation: 1, policy.status))
        #expect(machine.state == policy.state)
        #expect(machine.lastExit == policy.status)
        #expect(machine.pid == nil)
        #expect(machine.generation == 2)
    }

    @Test func theBackoffDoublesUpToItsMaximumAndThenItGivesUp() {
        let tuning = RestartTuning(initialDelay: .seconds(1), maximumDelay: .seconds(5), maximumAttempts: 5)
        var machine = ServiceStateMachine.running(.test(.always, tuning: tuning))
        var delays: [Duration] = []
        while true {
            _ = machine.handle(.exited(generation: machine.generation, .code(7)))
            guard case .backoff(let attempt, let delay) = machine.state else { break }
            delays.append(delay)
            #expect(attempt == delays.count)
            machine.startAfterBackoff()
            #expect(machine.restarts == delays.count)
        }
        #expect(delays == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
        #expect(machine.state == .gaveUp(reason: "exit code 7, 6 times in a row"))
    }

    @Test(arguments: [0, 1, 2, 20, 62, 1_000_000, Int.max])
    func noAttemptMakesTheDelayOverflow(attempt: Int) {
        let tuning = RestartTuning()
        #expect((tuning.initialDelay...tuning.maximumDelay).contains(tuning.delay(beforeAttempt: attempt)))
    }

    @Test func aGoodWhileForgivesEarlierEnds() {
        var machine = ServiceStateMachine.running(.test(.always))
        _ = machine.handle(.exited(generation: 1, .code(1)))
        machine.startAfterBackoff()
        _ = machine.handle(.exited(generation: 2, .code(1)))
        #expect(machine.state == .backoff(attempt: 2, delay: .milliseconds(400)))
        machine.startAfterBackoff()
        _ = machine.handle(.timerFired(generation: 3, .stable))
        _ = machine.handle(.exited(generation: 3, .code(1)))
        #expect(machine.state == .backoff(attempt: 1, delay: .milliseconds(200)))
        // Restarts go on being counted: they are news for people, not a limit.
        #expect(machine.restarts == 2)
    }

    @Test(arguments: [.no, .always, .onFailure(maxRetries: 0)] as [RestartPolicy])
    func itGivesUpAsWellOnOneThatIsUnhealthyAgainAndAgain(restart: RestartPolicy) {
        let tuning = RestartTuning(maximumAttempts: 2)
        var machine = ServiceStateMachine.running(
            .test(restart, hasProbe: true, restartsUnhealthy: true, tuning: tuning)
        )
        while case .running = machine.state {
            _ = machine.handle(.probed(generation: machine.generation, .unhealthy, message: "m"))
            _ = machine.handle(.exited(generation: machine.generation, .signal(15)))
            machine.startAfterBackoff()
        }
        #expect(machine.restarts == 2)
        #expect(machine.state == .gaveUp(reason: "unhealthy: m, 3 times in a row"))
    }

    @Test func aStartOnRequestForgivesEverything() {
        let tuning = RestartTuning(maximumAttempts: 1)
        var machine = ServiceStateMachine.running(.test(.always, tuning: tuning))
        _ = machine.handle(.exited(generation: 1, .code(1)))
        machine.startAfterBackoff()
        _ = machine.handle(.exited(generation: 2, .code(1)))
        #expect(machine.state == .gaveUp(reason: "exit code 1, 2 times in a row"))
        #expect(machine.handle(.startRequested) == [.prepare(generation: 4)])
        #expect(machine.restarts == 0)
        machine.finishStart()
        _ = machine.handle(.exited(generation: 4, .code(1)))
        #expect(machine.state == .backoff(attempt: 1, delay: .milliseconds(200)))
    }

    // MARK: Late answers

    @Test(arguments: DeferredResponse.allCases)
    func lateAnswersOfAnOlderGenerationChangeNothing(answer: DeferredResponse) {
        for machine in ServiceStateMachine.inEveryState {
            var copy = machine
            #expect(copy.handle(answer.event(generation: machine.generation &- 1)).isEmpty)
            #expect(copy == machine)
            #expect(copy.handle(answer.event(generation: machine.generation + 1)).isEmpty)
            #expect(copy == machine)
        }
    }

    @Test func everyStateIsReachedByTheFixtures() {
        let names = Set(ServiceStateMachine.inEveryState.map { "\($0.state)".prefix { $0.isLetter } })
        #expect(names.count == 14)
    }

    @Test func stopLeadsFromEveryStateToRestOrToAnEnd() {
        for machine in ServiceStateMachine.inEveryState {
            var copy = machine
            _ = copy.handle(.stopRequested)
            switch machine.state {
            case .stopping(_, .unheard): #expect(copy.state == .stopped)
            case .starting: #expect(copy.state == .stopping(then: .stopped, .onceSpawned))
            case .stopping(_, let ending): #expect(copy.state == .stopping(then: .stopped, ending))
            case .running, .paused: #expect(copy.state == .stopping(then: .stopped))
            case .failed where machine.hangs: #expect(copy == machine)
            case .stopped, .preparing, .waiting, .unreachable, .backoff, .gaveUp, .failed, .skipped, .unavailable,
                .completed:
                #expect(copy.state == .stopped)
                #expect(copy.generation == machine.generation + 1)
            }
        }
    }

    @Test func whatSurvivedSIGKILLIsNotStartedBesideItselfButOnceItIsGone() {
        var machine = ServiceStateMachine.hanging
        let before = machine
        for event in [.startRequested, .restartRequested, .stopRequested] as [ServiceStateMachine.Event] {
            #expect(machine.handle(event).isEmpty)
            #expect(machine == before)
        }
        #expect(machine.handle(.exited(generation: 1, .signal(9))).isEmpty)
        #expect(!machine.hangs)
        #expect(machine.handle(.startRequested) == [.prepare(generation: 2)])
    }

    @Test func anotherPolicyTakesOverWhereTheMachineStands() {
        var machine = ServiceStateMachine.running(.test(.no))
        machine.policy = .test(.always)
        #expect(machine.state == .running(nil))
        #expect(machine.pid == 100)
        _ = machine.handle(.exited(generation: 1, .code(1)))
        #expect(machine.state == Self.backoff)
    }

    @Test func thePolicyComesFromTheService() {
        var service = Service(name: "a")
        #expect(!ServicePolicy(service).hasProbe)
        service.healthcheck = Healthcheck(test: .disabled)
        #expect(!ServicePolicy(service).hasProbe)
        service.healthcheck = Healthcheck(test: .shell("true"))
        #expect(ServicePolicy(service).hasProbe)
        service.healthcheck = nil
        service.settings.probe = .tcp(port: 1)
        service.settings.restartsUnhealthy = true
        service.restart = .unlessStopped
        service.stopGracePeriod = .seconds(3)
        let policy = ServicePolicy(service)
        #expect(policy.hasProbe)
        #expect(policy.restartsUnhealthy)
        #expect(policy.restart == .unlessStopped)
        #expect(policy.gracePeriod == .seconds(3))
    }
}

/// An answer that can come after its time.
enum DeferredResponse: CaseIterable {
    case available, unavailable, spawned, spawnFailed, spawnLost, exited, unhealthy
    case paused, resumed, found, interrupted
    case backoffTimer, settledTimer, graceTimer, killedTimer

    func event(generation: UInt64) -> ServiceStateMachine.Event {
        switch self {
        case .available: .preparationFinished(generation: generation, .available)
        case .unavailable: .preparationFinished(generation: generation, .unavailable(reason: "r", remedy: nil))
        case .spawned: .spawned(generation: generation, pid: 999)
        case .spawnFailed: .spawnFailed(generation: generation, reason: "r", remedy: nil)
        case .spawnLost: .spawnLost(generation: generation, reason: "r")
        case .paused: .paused(generation: generation)
        case .resumed: .resumed(generation: generation)
        case .found: .found(generation: generation, pid: 999, reportsHealth: false)
        case .interrupted: .interrupted(generation: generation)
        case .exited: .exited(generation: generation, .code(1))
        case .unhealthy: .probed(generation: generation, .unhealthy, message: "m")
        case .backoffTimer: .timerFired(generation: generation, .backoff)
        case .settledTimer: .timerFired(generation: generation, .settled)
        case .graceTimer: .timerFired(generation: generation, .grace)
        case .killedTimer: .timerFired(generation: generation, .killed)
        }
    }
}
