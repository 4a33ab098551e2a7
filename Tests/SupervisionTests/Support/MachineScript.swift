import ComposeModel
import Health
import Runtime
import Supervision
import Testing

/// Events that a machine gets one after the other, with the state and the actions after each.
struct MachineScript: Sendable, CustomTestStringConvertible {
    typealias Step = (
        event: ServiceStateMachine.Event, state: ServiceStateMachine.State, actions: [ServiceStateMachine.Action]
    )

    var testDescription: String
    var policy: ServicePolicy
    var steps: [Step]

    init(_ description: String, _ policy: ServicePolicy = .test(), after earlier: [Step] = [], _ steps: [Step]) {
        testDescription = description
        self.policy = policy
        self.steps = earlier + steps
    }

    /// From stopped to starting.
    private static let toStarting: [Step] = [
        (.startRequested, .preparing, [.prepare(generation: 1)]),
        (.preparationFinished(generation: 1, .available), .waiting(for: []), [.evaluateDependencies]),
        (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 1)]),
    ]

    private static let toRunning: [Step] =
        toStarting + [
            (
                .spawned(generation: 1, pid: 100), .running(nil),
                [.setTimer(generation: 1, .stable, .seconds(10))]
            )
        ]

    private static let toHealthy: [Step] =
        toStarting + [
            (.spawned(generation: 1, pid: 100), .running(.starting), [.startProbing(generation: 1)]),
            (
                .probed(generation: 1, .healthy, message: "ok"), .running(.healthy),
                [.setTimer(generation: 1, .stable, .seconds(10))]
            ),
        ]

    private static let endActions: [ServiceStateMachine.Action] = [
        .stopProbing, .cancelTimer(.settled), .cancelTimer(.stable), .signal(generation: 1),
        .setTimer(generation: 1, .grace, .seconds(4)),
    ]
    private static let ownEnd: [ServiceStateMachine.Action] = [
        .stopProbing, .cancelTimer(.settled), .cancelTimer(.stable),
    ]
    private static let toldEnd: [ServiceStateMachine.Action] = [.cancelTimer(.grace), .cancelTimer(.killed)]

    private static let backsOff: [ServiceStateMachine.Action] =
        ownEnd + [.setTimer(generation: 2, .backoff, .milliseconds(200))]
    private static let toldBacksOff: [ServiceStateMachine.Action] =
        toldEnd + [.setTimer(generation: 2, .backoff, .milliseconds(200))]
    private static let preparesAgain: [ServiceStateMachine.Action] = toldEnd + [.prepare(generation: 2)]
    private static let waitsAgain: [ServiceStateMachine.Action] = ownEnd + [.evaluateDependencies]

    static let all: [MachineScript] = starting + stopping + restarting + provided

    private static let starting: [MachineScript] = [
        MachineScript(
            "it starts, runs and is stopped",
            .test(),
            after: toRunning,
            [
                (.stopRequested, .stopping(then: .stopped), endActions),
                (.exited(generation: 1, .signal(15)), .stopped, toldEnd),
            ]
        ),
        MachineScript(
            "probes say how it does, and the same answer again is no news",
            .test(hasProbe: true),
            after: toHealthy,
            [
                (.probed(generation: 1, .healthy, message: "ok"), .running(.healthy), []),
                (.probed(generation: 1, .unhealthy, message: "no"), .running(.unhealthy), [.cancelTimer(.stable)]),
                (
                    .probed(generation: 1, .healthy, message: "ok"), .running(.healthy),
                    [.setTimer(generation: 1, .stable, .seconds(10))]
                ),
            ]
        ),
        MachineScript(
            "without a probe it is ready once it has run for a short while",
            .test(settleAfter: .milliseconds(500)),
            after: toStarting,
            [
                (
                    .spawned(generation: 1, pid: 100), .running(.starting),
                    [.setTimer(generation: 1, .settled, .milliseconds(500))]
                ),
                (
                    .timerFired(generation: 1, .settled), .running(nil),
                    [.setTimer(generation: 1, .stable, .seconds(10))]
                ),
                (.timerFired(generation: 1, .settled), .running(nil), []),
            ]
        ),
        MachineScript(
            "without a probe it never was ready where it ends at once",
            .test(.onFailure(maxRetries: 0), settleAfter: .milliseconds(500)),
            after: toStarting,
            [
                (
                    .spawned(generation: 1, pid: 100), .running(.starting),
                    [.setTimer(generation: 1, .settled, .milliseconds(500))]
                ),
                (.exited(generation: 1, .code(3)), .gaveUp(reason: "exit code 3, 1 times in a row"), ownEnd),
                (.timerFired(generation: 1, .settled), .gaveUp(reason: "exit code 3, 1 times in a row"), []),
            ]
        ),
        MachineScript(
            "without a probe no answer counts",
            .test(),
            after: toRunning,
            [
                (.probed(generation: 1, .unhealthy, message: "no"), .running(nil), [])
            ]
        ),
        MachineScript(
            "starting twice is starting once",
            .test(),
            [
                (.startRequested, .preparing, [.prepare(generation: 1)]),
                (.startRequested, .preparing, []),
                (.preparationFinished(generation: 1, .available), .waiting(for: []), [.evaluateDependencies]),
                (.startRequested, .waiting(for: []), []),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 1)]),
                (.startRequested, .starting, []),
                (.dependenciesChanged(.satisfied), .starting, []),
                (
                    .spawned(generation: 1, pid: 100), .running(nil),
                    [.setTimer(generation: 1, .stable, .seconds(10))]
                ),
                (.startRequested, .running(nil), []),
                (.spawned(generation: 1, pid: 101), .running(nil), []),
            ]
        ),
        MachineScript(
            "it waits for dependencies, is skipped without them, and recovers",
            .test(),
            [
                (.startRequested, .preparing, [.prepare(generation: 1)]),
                (.dependenciesChanged(.satisfied), .preparing, []),
                (.preparationFinished(generation: 1, .available), .waiting(for: []), [.evaluateDependencies]),
                (.dependenciesChanged(.pending(["db", "mq"])), .waiting(for: ["db", "mq"]), []),
                (.dependenciesChanged(.impossible(reason: "gone")), .skipped(reason: "gone"), []),
                (.dependenciesChanged(.pending(["db"])), .waiting(for: ["db"]), []),
                (.dependenciesChanged(.impossible(reason: "gone")), .skipped(reason: "gone"), []),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 1)]),
            ]
        ),
        MachineScript(
            "what cannot be had is unavailable until it is asked for again",
            .test(.always),
            [
                (.startRequested, .preparing, [.prepare(generation: 1)]),
                (
                    .preparationFinished(generation: 1, .unavailable(reason: "r", remedy: "m")),
                    .unavailable(reason: "r", remedy: "m"), []
                ),
                (.dependenciesChanged(.satisfied), .unavailable(reason: "r", remedy: "m"), []),
                (.startRequested, .preparing, [.prepare(generation: 2)]),
            ]
        ),
        MachineScript(
            "what cannot be started has failed, whatever the policy",
            .test(.always),
            after: toStarting,
            [
                (
                    .spawnFailed(generation: 1, reason: "no program", remedy: "install it"),
                    .failed(reason: "no program", remedy: "install it"), []
                ),
                (.startRequested, .preparing, [.prepare(generation: 2)]),
            ]
        ),
        MachineScript(
            "an exit overtakes the news of its start",
            .test(.always),
            after: toStarting,
            [
                (
                    .exited(generation: 1, .code(1)), .backoff(attempt: 1, delay: .milliseconds(200)),
                    backsOff
                ),
                (.spawned(generation: 1, pid: 100), .backoff(attempt: 1, delay: .milliseconds(200)), []),
                (.timerFired(generation: 2, .backoff), .waiting(for: []), [.evaluateDependencies]),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 2)]),
            ]
        ),
        MachineScript(
            "a job completes before the news of its start",
            .test(.no),
            after: toStarting,
            [
                (.exited(generation: 1, .code(0)), .completed, ownEnd),
                (.spawned(generation: 1, pid: 100), .completed, []),
            ]
        ),
    ]

    private static let stopping: [MachineScript] = [
        MachineScript(
            "stop while preparing",
            .test(),
            [
                (.startRequested, .preparing, [.prepare(generation: 1)]),
                (.stopRequested, .stopped, []),
                (.preparationFinished(generation: 1, .available), .stopped, []),
            ]
        ),
        MachineScript(
            "stop while starting ends it once it is known",
            .test(),
            after: toStarting,
            [
                (.stopRequested, .stopping(then: .stopped), []),
                (
                    .spawned(generation: 1, pid: 100), .stopping(then: .stopped),
                    [.signal(generation: 1), .setTimer(generation: 1, .grace, .seconds(4))]
                ),
                (.exited(generation: 1, .code(0)), .stopped, toldEnd),
            ]
        ),
        MachineScript(
            "stop while starting, and it exits by itself first",
            .test(.always),
            after: toStarting,
            [
                (.stopRequested, .stopping(then: .stopped), []),
                (.exited(generation: 1, .code(1)), .stopped, toldEnd),
                (.spawned(generation: 1, pid: 100), .stopped, []),
            ]
        ),
        MachineScript(
            "stop while starting, and it cannot be started",
            .test(.always),
            after: toStarting,
            [
                (.stopRequested, .stopping(then: .stopped), []),
                (.spawnFailed(generation: 1, reason: "r", remedy: nil), .stopped, []),
            ]
        ),
        MachineScript(
            "stop while backing off",
            .test(.always),
            after: toRunning,
            [
                (
                    .exited(generation: 1, .code(1)), .backoff(attempt: 1, delay: .milliseconds(200)),
                    backsOff
                ),
                (.stopRequested, .stopped, [.cancelTimer(.backoff)]),
                (.timerFired(generation: 2, .backoff), .stopped, []),
            ]
        ),
        MachineScript(
            "always does not restart what was stopped",
            .test(.always),
            after: toRunning,
            [
                (.stopRequested, .stopping(then: .stopped), endActions),
                (.stopRequested, .stopping(then: .stopped), []),
                (.exited(generation: 1, .code(0)), .stopped, toldEnd),
            ]
        ),
        MachineScript(
            "the grace period ends in a kill, and what survives that has failed",
            .test(),
            after: toRunning,
            [
                (.stopRequested, .stopping(then: .stopped), endActions),
                (
                    .timerFired(generation: 1, .grace), .stopping(then: .stopped),
                    [.kill(generation: 1), .setTimer(generation: 1, .killed, .seconds(5))]
                ),
                (
                    .timerFired(generation: 1, .killed),
                    .failed(
                        reason: "pid 100 did not end after SIGKILL",
                        remedy: "it hangs inside the kernel, often on a dead network file system"
                    ), []
                ),
                (
                    .exited(generation: 1, .signal(9)),
                    .failed(
                        reason: "pid 100 did not end after SIGKILL",
                        remedy: "it hangs inside the kernel, often on a dead network file system"
                    ), []
                ),
            ]
        ),
        MachineScript(
            "a kill that works leads to rest",
            .test(),
            after: toRunning,
            [
                (.stopRequested, .stopping(then: .stopped), endActions),
                (
                    .timerFired(generation: 1, .grace), .stopping(then: .stopped),
                    [.kill(generation: 1), .setTimer(generation: 1, .killed, .seconds(5))]
                ),
                (.exited(generation: 1, .signal(9)), .stopped, toldEnd),
                (.timerFired(generation: 1, .killed), .stopped, []),
            ]
        ),
    ]

    private static let restarting: [MachineScript] = [
        MachineScript(
            "restart ends it and prepares anew",
            .test(),
            after: toRunning,
            [
                (.restartRequested, .stopping(then: .startAgain), endActions),
                (.restartRequested, .stopping(then: .startAgain), []),
                (.exited(generation: 1, .code(0)), .preparing, preparesAgain),
            ]
        ),
        MachineScript(
            "restart of what rests is a start",
            .test(),
            [
                (.restartRequested, .preparing, [.prepare(generation: 1)])
            ]
        ),
        MachineScript(
            "restart while starting",
            .test(),
            after: toStarting,
            [
                (.restartRequested, .stopping(then: .startAgain), []),
                (
                    .spawned(generation: 1, pid: 100), .stopping(then: .startAgain),
                    [.signal(generation: 1), .setTimer(generation: 1, .grace, .seconds(4))]
                ),
                (.exited(generation: 1, .code(0)), .preparing, preparesAgain),
            ]
        ),
        MachineScript(
            "the last word counts: stop, start, stop",
            .test(),
            after: toRunning,
            [
                (.stopRequested, .stopping(then: .stopped), endActions),
                (.startRequested, .stopping(then: .startAgain), []),
                (.startRequested, .stopping(then: .startAgain), []),
                (.stopRequested, .stopping(then: .stopped), []),
                (.restartRequested, .stopping(then: .startAgain), []),
                (.exited(generation: 1, .code(0)), .preparing, preparesAgain),
            ]
        ),
        MachineScript(
            "start while backing off does not wait",
            .test(.always),
            after: toRunning,
            [
                (
                    .exited(generation: 1, .code(1)), .backoff(attempt: 1, delay: .milliseconds(200)),
                    backsOff
                ),
                (.startRequested, .preparing, [.cancelTimer(.backoff), .prepare(generation: 3)]),
            ]
        ),
        MachineScript(
            "an unhealthy one is ended and started again by policy",
            .test(.always, hasProbe: true, restartsUnhealthy: true),
            after: toHealthy,
            [
                (
                    .probed(generation: 1, .unhealthy, message: "no answer"),
                    .stopping(then: .backoff(reason: "unhealthy: no answer")),
                    endActions
                ),
                (
                    .exited(generation: 1, .signal(15)), .backoff(attempt: 1, delay: .milliseconds(200)),
                    toldBacksOff
                ),
            ]
        ),
        MachineScript(
            "an unhealthy one is started again whatever its restart policy says of ends by itself",
            .test(
                .no,
                hasProbe: true,
                restartsUnhealthy: true,
                tuning: RestartTuning(maximumAttempts: 1)
            ),
            after: toHealthy,
            [
                (
                    .probed(generation: 1, .unhealthy, message: "no answer"),
                    .stopping(then: .backoff(reason: "unhealthy: no answer")),
                    endActions
                ),
                (
                    .exited(generation: 1, .code(0)), .backoff(attempt: 1, delay: .milliseconds(200)),
                    toldBacksOff
                ),
                (.timerFired(generation: 2, .backoff), .waiting(for: []), [.evaluateDependencies]),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 2)]),
                (.exited(generation: 2, .code(1)), .failed(reason: "exit code 1", remedy: nil), ownEnd),
            ]
        ),
        MachineScript(
            "an unhealthy one that is stopped meanwhile rests",
            .test(.always, hasProbe: true, restartsUnhealthy: true),
            after: toHealthy,
            [
                (
                    .probed(generation: 1, .unhealthy, message: "no answer"),
                    .stopping(then: .backoff(reason: "unhealthy: no answer")),
                    endActions
                ),
                (.stopRequested, .stopping(then: .stopped), []),
                (.exited(generation: 1, .signal(15)), .stopped, toldEnd),
            ]
        ),
    ]

    private static let provided: [MachineScript] = [
        MachineScript(
            "one without a process waits again when its provider ends",
            .test(),
            after: toStarting,
            [
                (
                    .spawned(generation: 1, pid: nil), .running(nil),
                    [.setTimer(generation: 1, .stable, .seconds(10))]
                ),
                (.providerEnded, .waiting(for: []), waitsAgain),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 2)]),
            ]
        ),
        MachineScript(
            "a provider that ends during the start takes it back",
            .test(),
            after: toStarting,
            [
                (.providerEnded, .waiting(for: []), waitsAgain),
                (.spawned(generation: 1, pid: nil), .waiting(for: []), []),
            ]
        ),
        MachineScript(
            "the end of a provider is no news to one that rests",
            .test(),
            [
                (.providerEnded, .stopped, [])
            ]
        ),
    ]
}
