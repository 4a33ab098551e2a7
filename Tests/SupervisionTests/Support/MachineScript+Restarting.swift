import ComposeModel
import Health
import Runtime
import Supervision
import Testing

/// Restarts, by policy and by request; and services that another one provides.
extension MachineScript {
    static let restarting: [MachineScript] = [
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
                (.restartRequested, .stopping(then: .startAgain, .onceSpawned), []),
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

    static let provided: [MachineScript] = [
        MachineScript(
            "one without a process waits again when its provider ends",
            .test(),
            after: toStarting,
            [
                (
                    .spawned(generation: 1, pid: nil), .running(nil),
                    [.setTimer(generation: 1, .stable, .seconds(10))]
                ),
                (.providerEnded, .preparing, losesProvider),
                (.preparationFinished(generation: 2, .available), .waiting(for: []), [.evaluateDependencies]),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 2)]),
            ]
        ),
        MachineScript(
            "a provider that ends during the start takes it back",
            .test(),
            after: toStarting,
            [
                (.providerEnded, .preparing, losesProvider),
                (.spawned(generation: 1, pid: nil), .preparing, []),
            ]
        ),
        MachineScript(
            "one that waits is prepared anew for a restart",
            .test(),
            [
                (.startRequested, .preparing, [.prepare(generation: 1)]),
                (.preparationFinished(generation: 1, .available), .waiting(for: []), [.evaluateDependencies]),
                (.restartRequested, .preparing, [.prepare(generation: 2)]),
                (.restartRequested, .preparing, [.prepare(generation: 3)]),
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
