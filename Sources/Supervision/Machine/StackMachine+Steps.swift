import ComposeModel
import Runtime

extension StackMachine {
    /// The `pre_start` steps that a service's replicas share. The first replica that comes to a step runs it for all.
    struct StepRound: Hashable, Sendable {
        /// The instances that take part.
        var members: Set<InstanceID> = []
        /// By the number of the step; nil for one that is running.
        var results: [Int: StepResult?] = [:]
    }

    /// The result of a step: nil for success, else why it failed.
    struct StepResult: Hashable, Sendable {
        var failure: String?
    }

    /// How an instance comes to the result of a shared step.
    enum StepTurn: Hashable, Sendable {
        case run
        case wait
        case done(StepResult)
    }

    /// Whether the steps that replicas share concern an instance that starts: not if another replica runs already.
    mutating func joinSteps(_ instance: InstanceID) -> Bool {
        guard let family = services[instance.service]?.service.family else { return false }
        let others = services.all.filter { $0.service.family == family && $0.instance != instance }
        let isUp = others.contains { entry in
            switch entry.machine.state {
            case .running, .paused, .unreachable: true
            case .stopped, .preparing, .waiting, .starting, .stopping, .backoff, .gaveUp, .failed, .skipped,
                .unavailable, .completed:
                false
            }
        }
        guard !isUp else { return false }
        let isUnderWay = others.contains { entry in
            entry.machine.state == .starting && stepRounds[family]?.members.contains(entry.instance) == true
        }
        if !isUnderWay { stepRounds[family] = StepRound() }
        stepRounds[family]?.members.insert(instance)
        return true
    }

    /// An instance comes to a shared step.
    mutating func turn(at number: Int, of family: String) -> StepTurn {
        guard let known = stepRounds[family]?.results[number] else {
            stepRounds[family]?.results[number] = .some(nil)
            return .run
        }
        return known.map(StepTurn.done) ?? .wait
    }

    /// Takes the result of a shared step, for all who wait for it.
    mutating func stepEnded(_ number: Int, of family: String, _ result: StepResult) {
        stepRounds[family]?.results[number] = .some(result)
        wake()
    }

    /// The result of a shared step; nil while it is running.
    func stepResult(_ number: Int, of family: String) -> StepResult? { stepRounds[family]?.results[number] ?? nil }
}
