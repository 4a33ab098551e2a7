import ComposeModel
import Health
import Runtime
import Supervision
import Testing

/// Stops, asked for and not.
extension MachineScript {
    static let stopping: [MachineScript] = [
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
                (.stopRequested, .stopping(then: .stopped, .onceSpawned), []),
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
                (.stopRequested, .stopping(then: .stopped, .onceSpawned), []),
                (.exited(generation: 1, .code(1)), .stopped, toldEnd),
                (.spawned(generation: 1, pid: 100), .stopped, []),
            ]
        ),
        MachineScript(
            "stop while starting, and it cannot be started",
            .test(.always),
            after: toStarting,
            [
                (.stopRequested, .stopping(then: .stopped, .onceSpawned), []),
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
}
