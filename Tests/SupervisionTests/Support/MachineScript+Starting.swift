import ComposeModel
import Health
import Runtime
import Supervision
import Testing

/// Starts, and what keeps a service from them.
extension MachineScript {
    static let starting: [MachineScript] = [
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
                (.exited(generation: 1, .code(3)), .gaveUp(reason: "exit code 3"), ownEnd),
                (.timerFired(generation: 1, .settled), .gaveUp(reason: "exit code 3"), []),
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
}
