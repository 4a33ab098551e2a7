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
    static let toStarting: [Step] = [
        (.startRequested, .preparing, [.prepare(generation: 1)]),
        (.preparationFinished(generation: 1, .available), .waiting(for: []), [.evaluateDependencies]),
        (.dependenciesChanged(.satisfied), .starting, [.spawn(generation: 1)]),
    ]

    static let toRunning: [Step] =
        toStarting + [
            (
                .spawned(generation: 1, pid: 100), .running(nil),
                [.setTimer(generation: 1, .stable, .seconds(10))]
            )
        ]

    static let toHealthy: [Step] =
        toStarting + [
            (.spawned(generation: 1, pid: 100), .running(.starting), [.startProbing(generation: 1)]),
            (
                .probed(generation: 1, .healthy, message: "ok"), .running(.healthy),
                [.setTimer(generation: 1, .stable, .seconds(10))]
            ),
        ]

    static let endActions: [ServiceStateMachine.Action] = [
        .stopProbing, .cancelTimer(.settled), .cancelTimer(.stable), .signal(generation: 1),
        .setTimer(generation: 1, .grace, .seconds(4)),
    ]
    static let ownEnd: [ServiceStateMachine.Action] = [
        .stopProbing, .cancelTimer(.settled), .cancelTimer(.stable),
    ]
    static let toldEnd: [ServiceStateMachine.Action] = [.cancelTimer(.grace), .cancelTimer(.killed)]

    static let backsOff: [ServiceStateMachine.Action] =
        ownEnd + [.setTimer(generation: 2, .backoff, .milliseconds(200))]
    static let toldBacksOff: [ServiceStateMachine.Action] =
        toldEnd + [.setTimer(generation: 2, .backoff, .milliseconds(200))]
    static let preparesAgain: [ServiceStateMachine.Action] = toldEnd + [.prepare(generation: 2)]
    static let losesProvider: [ServiceStateMachine.Action] = ownEnd + [.prepare(generation: 2)]

    static let all: [MachineScript] =
        starting + stopping + restarting + provided + engine + endsWithoutAnEngine + stoppedByOthers
}
