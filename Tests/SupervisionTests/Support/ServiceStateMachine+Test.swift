import ComposeModel
import Health
import Runtime
import Supervision

extension ServicePolicy {
    static func test(
        _ restart: RestartPolicy = .no,
        hasProbe: Bool = false,
        restartsUnhealthy: Bool = false,
        tuning: RestartTuning = RestartTuning(),
        settleAfter: Duration = .zero
    ) -> ServicePolicy {
        var tuning = tuning
        tuning.settleAfter = settleAfter
        return ServicePolicy(
            restart: restart,
            gracePeriod: .seconds(4),
            hasProbe: hasProbe,
            restartsUnhealthy: restartsUnhealthy,
            tuning: tuning
        )
    }
}

extension ServiceStateMachine {
    /// One whose first instance runs as pid 100.
    static func running(_ policy: ServicePolicy) -> ServiceStateMachine {
        var machine = ServiceStateMachine(policy: policy)
        _ = machine.handle(.startRequested)
        machine.finishStart()
        return machine
    }

    /// From preparing to running.
    mutating func finishStart() {
        _ = handle(.preparationFinished(generation: generation, .available))
        _ = handle(.dependenciesChanged(.satisfied))
        _ = handle(.spawned(generation: generation, pid: 100))
    }

    /// From backoff to running.
    mutating func startAfterBackoff() {
        _ = handle(.timerFired(generation: generation, .backoff))
        _ = handle(.dependenciesChanged(.satisfied))
        _ = handle(.spawned(generation: generation, pid: 100))
    }

    private static func after(_ policy: ServicePolicy, _ events: Event...) -> ServiceStateMachine {
        var machine = ServiceStateMachine(policy: policy)
        for event in events { _ = machine.handle(event) }
        return machine
    }

    private static func ended(_ policy: ServicePolicy, _ status: Runtime.ExitStatus) -> ServiceStateMachine {
        var machine = running(policy)
        _ = machine.handle(.exited(generation: 1, status))
        return machine
    }

    /// One whose instance survived SIGKILL.
    static var hanging: ServiceStateMachine {
        var machine = running(.test(.always))
        _ = machine.handle(.stopRequested)
        _ = machine.handle(.timerFired(generation: 1, .grace))
        _ = machine.handle(.timerFired(generation: 1, .killed))
        return machine
    }

    /// A machine in each of the states, some of them with each of their payloads.
    static var inEveryState: [ServiceStateMachine] {
        let prepared = Event.preparationFinished(generation: 1, .available)
        var stopping = running(.test(.always))
        _ = stopping.handle(.stopRequested)
        var restarting = running(.test(.always))
        _ = restarting.handle(.restartRequested)
        var healthy = running(.test(hasProbe: true))
        _ = healthy.handle(.probed(generation: 1, .healthy, message: ""))
        var paused = running(.test())
        _ = paused.handle(.paused(generation: 1))
        var unreachable = running(.test())
        _ = unreachable.handle(.runtimeLost(reason: "gone"))
        var unheard = unreachable
        _ = unheard.handle(.restartRequested)
        var left = unreachable
        _ = left.handle(.stopRequested)
        _ = left.handle(.stopRequested)
        return [
            paused,
            unreachable,
            unheard,
            left,
            after(.test()),
            after(.test(), .startRequested),
            after(.test(), .startRequested, prepared),
            after(.test(), .startRequested, prepared, .dependenciesChanged(.pending(["db"]))),
            after(.test(), .startRequested, prepared, .dependenciesChanged(.satisfied)),
            after(.test(), .startRequested, prepared, .dependenciesChanged(.satisfied), .stopRequested),
            running(.test()),
            running(.test(hasProbe: true)),
            healthy,
            stopping,
            restarting,
            hanging,
            ended(.test(.always), .code(1)),
            ended(.test(.onFailure(maxRetries: 0)), .code(1)),
            ended(.test(.no), .code(1)),
            ended(.test(.no), .code(0)),
            after(.test(), .startRequested, prepared, .dependenciesChanged(.impossible(reason: "r"))),
            after(
                .test(),
                .startRequested,
                .preparationFinished(generation: 1, .unavailable(reason: "r", remedy: "m"))
            ),
        ]
    }
}
