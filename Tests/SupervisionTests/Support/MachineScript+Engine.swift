import ComposeModel
import Health
import Runtime
import Supervision
import Testing

/// What an engine does to its instances, and what becomes of them when it goes away.
extension MachineScript {
    private static let lost: Step = (.runtimeLost(reason: "gone"), .unreachable(reason: "gone"), ownEnd)
    private static let toLost: [Step] = toRunning + [lost]
    private static let foundAgain = Event.found(generation: 1, pid: 100, reportsHealth: false)
    private static let runsAgain: [ServiceStateMachine.Action] = [.setTimer(generation: 1, .stable, .seconds(10))]
    private static let signalled: [ServiceStateMachine.Action] = [
        .signal(generation: 1), .setTimer(generation: 1, .grace, .seconds(4)),
    ]

    private typealias Event = ServiceStateMachine.Event

    static let engine: [MachineScript] = [
        MachineScript(
            "a paused one is not probed, and begins anew when it goes on",
            .test(hasProbe: true),
            after: toHealthy,
            [
                (.paused(generation: 1), .paused, ownEnd),
                (.paused(generation: 1), .paused, []),
                (.probed(generation: 1, .unhealthy, message: "m"), .paused, []),
                (.resumed(generation: 1), .running(.starting), [.startProbing(generation: 1)]),
                (.resumed(generation: 1), .running(.starting), []),
            ]
        ),
        MachineScript(
            "a paused one is stopped as a running one",
            after: toRunning,
            [
                (.paused(generation: 1), .paused, ownEnd),
                (.stopRequested, .stopping(then: .stopped), endActions),
                (.exited(generation: 1, .signal(15)), .stopped, toldEnd),
            ]
        ),
        MachineScript(
            "a paused one that ends follows its policy",
            .test(.always),
            after: toRunning,
            [
                (.paused(generation: 1), .paused, ownEnd),
                (.exited(generation: 1, .signal(9)), .backoff(attempt: 1, delay: .milliseconds(200)), backsOff),
                (.resumed(generation: 1), .backoff(attempt: 1, delay: .milliseconds(200)), []),
            ]
        ),
        MachineScript(
            "one that is found goes on as the same instance",
            after: toLost,
            [
                (.runtimeLost(reason: "again"), .unreachable(reason: "gone"), []),
                (.startRequested, .unreachable(reason: "gone"), []),
                (.runtimeRecovered, .unreachable(reason: "gone"), []),
                (foundAgain, .running(nil), runsAgain),
                (foundAgain, .running(nil), []),
            ]
        ),
        MachineScript(
            "one of an engine on another machine, whose pid nobody knows, is found as well",
            after: toStarting + [(.spawned(generation: 1, pid: nil), .running(nil), runsAgain), lost],
            [
                (.runtimeRecovered, .unreachable(reason: "gone"), []),
                (.found(generation: 1, pid: nil, reportsHealth: false), .running(nil), runsAgain),
            ]
        ),
        MachineScript(
            "one that ended with its engine starts again in its turn, without a backoff and whatever its policy",
            .test(.no),
            after: toLost,
            [
                (.runtimeRecovered, .unreachable(reason: "gone"), []),
                (.interrupted(generation: 1), .waiting(for: []), ownEnd + [.evaluateDependencies]),
                (.dependenciesChanged(.pending(["db"])), .waiting(for: ["db"]), []),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 2)]),
            ]
        ),
        MachineScript(
            "one that ended by itself while its engine was away follows its policy",
            .test(.always),
            after: toLost,
            [
                (.exited(generation: 1, .code(1)), .backoff(attempt: 1, delay: .milliseconds(200)), backsOff)
            ]
        ),
        MachineScript(
            "the loss of an engine is no news to one that backs off",
            .test(.always),
            after: toRunning,
            [
                (.exited(generation: 1, .code(1)), .backoff(attempt: 1, delay: .milliseconds(200)), backsOff),
                (.runtimeLost(reason: "gone"), .backoff(attempt: 1, delay: .milliseconds(200)), []),
                (.interrupted(generation: 1), .backoff(attempt: 1, delay: .milliseconds(200)), []),
                (.timerFired(generation: 2, .backoff), .waiting(for: []), [.evaluateDependencies]),
            ]
        ),
        MachineScript(
            "a start that the engine cut off is made again once it is back",
            after: toStarting,
            [
                (.runtimeLost(reason: "gone"), .starting, []),
                (.spawnLost(generation: 1, reason: "gone"), .unreachable(reason: "gone", startCutOff: true), []),
                (.runtimeRecovered, .waiting(for: []), [.evaluateDependencies]),
                (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 2)]),
                (.spawned(generation: 2, pid: 100), .running(nil), [.setTimer(generation: 2, .stable, .seconds(10))]),
            ]
        ),
    ]

    static let endsWithoutAnEngine: [MachineScript] = [
        MachineScript(
            "a stop while the engine is away is over at once, and carried out should it be found",
            after: toLost,
            [
                (.stopRequested, .stopped, []),
                (.stopRequested, .stopped, []),
                (foundAgain, .stopped, [.signal(generation: 1)]),
                (foundAgain, .stopped, []),
            ]
        ),
        MachineScript(
            "one that was stopped and is wanted again is left to its next start",
            after: toLost,
            [
                (.stopRequested, .stopped, []),
                (.startRequested, .preparing, [.prepare(generation: 3)]),
                (foundAgain, .preparing, []),
            ]
        ),
        MachineScript(
            "an engine that goes away during a stop ends it at once",
            after: toRunning,
            [
                (.stopRequested, .stopping(then: .stopped), endActions),
                (.runtimeLost(reason: "gone"), .stopped, toldEnd),
                (foundAgain, .stopped, [.signal(generation: 1)]),
            ]
        ),
        MachineScript(
            "a restart while the engine is away is made once it is back",
            after: toLost,
            [
                (.restartRequested, .stopping(then: .startAgain, .unheard(startCutOff: false)), []),
                (.runtimeRecovered, .stopping(then: .startAgain, .unheard(startCutOff: false)), []),
                (foundAgain, .stopping(then: .startAgain), signalled),
                (.exited(generation: 1, .signal(15)), .preparing, preparesAgain),
            ]
        ),
        MachineScript(
            "a restart of one that ended with its engine is a start",
            after: toRunning,
            [
                (.restartRequested, .stopping(then: .startAgain), endActions),
                (.runtimeLost(reason: "gone"), .stopping(then: .startAgain, .unheard(startCutOff: false)), toldEnd),
                (.interrupted(generation: 1), .preparing, preparesAgain),
            ]
        ),
        MachineScript(
            "a restart that waits for its engine gives way to a stop",
            after: toLost,
            [
                (.restartRequested, .stopping(then: .startAgain, .unheard(startCutOff: false)), []),
                (.stopRequested, .stopped, []),
                (foundAgain, .stopped, [.signal(generation: 1)]),
            ]
        ),
        MachineScript(
            "a start that was cut off while it was to be stopped rests",
            after: toStarting,
            [
                (.stopRequested, .stopping(then: .stopped, .onceSpawned), []),
                (.runtimeLost(reason: "gone"), .stopping(then: .stopped, .onceSpawned), []),
                (.spawnLost(generation: 1, reason: "gone"), .stopped, []),
                (.runtimeRecovered, .stopped, []),
            ]
        ),
        MachineScript(
            "a start that was cut off while it was to be restarted is made once the engine is back",
            after: toStarting,
            [
                (.restartRequested, .stopping(then: .startAgain, .onceSpawned), []),
                (
                    .spawnLost(generation: 1, reason: "gone"),
                    .stopping(then: .startAgain, .unheard(startCutOff: true)), []
                ),
                (.runtimeRecovered, .preparing, [.prepare(generation: 2)]),
            ]
        ),
    ]

    static let stoppedByOthers: [MachineScript] = [
        MachineScript(
            "what somebody else stopped is not started again",
            .test(.always),
            after: toRunning,
            [
                (
                    .stoppedExternally(generation: 1), .stopping(then: .stopped),
                    ownEnd + [.setTimer(generation: 1, .grace, .seconds(4))]
                ),
                (.exited(generation: 1, .signal(15)), .stopped, toldEnd),
            ]
        ),
        MachineScript(
            "what somebody else stopped is not started again, also where its end is told first",
            .test(.always),
            after: toRunning,
            [
                (.exited(generation: 1, .signal(15)), .backoff(attempt: 1, delay: .milliseconds(200)), backsOff),
                (.stoppedExternally(generation: 1), .stopped, [.cancelTimer(.backoff)]),
            ]
        ),
        MachineScript(
            "a stop by somebody else is no failure",
            .test(.no),
            after: toRunning,
            [
                (.exited(generation: 1, .signal(15)), .failed(reason: "signal SIGTERM", remedy: nil), ownEnd),
                (.stoppedExternally(generation: 1), .stopped, []),
            ]
        ),
        MachineScript(
            "a stop by somebody else is the last word",
            after: toRunning,
            [
                (.restartRequested, .stopping(then: .startAgain), endActions),
                (.stoppedExternally(generation: 1), .stopping(then: .stopped), []),
                (.exited(generation: 1, .signal(15)), .stopped, toldEnd),
            ]
        ),
        MachineScript(
            "the runtime's own health check keeps it from counting as ready",
            after: toStarting,
            [
                (.spawned(generation: 1, pid: 100, reportsHealth: true), .running(.starting), []),
                (.probed(generation: 1, .healthy, message: "ok"), .running(.healthy), runsAgain),
            ]
        ),
    ]
}
