import ComposeModel
import OrderedCollections
import Runtime

@testable import Supervision

/// A stack's machine with files and runtimes that answer whenever the test lets them.
struct StackSimulation {
    private(set) var machine: StackMachine
    /// What the files say when they are read.
    var files: Project
    /// What the machine has asked for and is not done yet.
    private(set) var pending: [StackAction] = []
    private var nextPID: Int32 = 100

    init(_ project: Project) throws {
        files = project
        machine = try StackMachine(
            project: project,
            choices: RuntimeOverrides(),
            scales: [:],
            awaitsSeed: false,
            bindings: [:],
            setting: StackMachine.Setting(
                runtimes: [.native, .docker],
                absences: [:],
                tuning: RestartTuning(settleAfter: .zero)
            ),
            now: StackMachine.Moment(wallNs: 1_700_000_000_000_000_000, elapsed: .zero)
        )
    }

    // MARK: Commands

    /// A command between its beginning and its commit.
    struct Begun {
        var revision: UInt64
        var update: StackMachine.Update?
    }

    /// Gathers what a command must know. No service of the name `fixed` can run in a container.
    func begin(_ command: SupervisorCommand) throws(SupervisorError) -> Begun {
        guard let reading = try machine.reading(for: command) else { return Begun(revision: machine.revision) }
        let project = reading.choices.applied(to: files)
        let update = machine.difference(to: project, variablesRead: { _, _ in [] }, freePort: { nil })
        for question in try machine.moveQuestions(of: command, project) where question.service == "fixed" {
            throw machine.refusal(question.service, question.kind, StackMachine.Refusal(reason: "no image"))
        }
        _ = try machine.portQuestions(of: command, update)
        return Begun(revision: machine.revision, update: update)
    }

    /// Commits a command; false if another was committed since it began.
    mutating func commit(_ command: SupervisorCommand, _ begun: Begun) throws(SupervisorError) -> Bool {
        guard machine.revision == begun.revision else { return false }
        _ = try machine.commit(command, begun.update)
        pending += machine.takeActions()
        return true
    }

    /// Carries a command out as the only one; a refusal changes nothing.
    mutating func perform(_ command: SupervisorCommand) {
        guard let begun = try? begin(command) else { return }
        _ = try? commit(command, begun)
    }

    // MARK: The world

    /// Answers one of the actions that are pending.
    mutating func answer(at index: Int) {
        switch pending.remove(at: index) {
        case .prepare(let instance):
            guard let kind = machine.candidates(for: instance.service).first else { break }
            machine.prepared(instance, in: kind, nil)
        case .spawn(let instance, let kind):
            guard machine.startBegan(instance, in: kind) != nil else { break }
            nextPID += 1
            let running = RunningInstance(pid: nextPID)
            machine.startAnswered(instance, running, in: kind)
            machine.startFinished(instance, running, in: kind)
        case .signal(let order):
            machine.runtimeReported(.exited(order.instance, .code(0), note: nil), order.kind)
        case .release(let name):
            machine.released(name)
        case .startProbing, .stopProbing, .kill, .setTimer, .cancelTimer, .cancelSpawn, .cancelHooks, .remove, .adopted,
            .note:
            break
        }
        pending += machine.takeActions()
    }

    /// Answers everything, in the order in which it was asked.
    mutating func settle() {
        while !pending.isEmpty { answer(at: 0) }
    }

    // MARK: The result

    /// What a user can see of a stack that has settled.
    struct Summary: Hashable {
        var definitions: [String: Service]
        var choices: RuntimeOverrides
        var scales: [String: Int]
        var states: [String: ServiceStateMachine.State]
        var kinds: [String: RuntimeKind]
    }

    var summary: Summary {
        Summary(
            definitions: Dictionary(uniqueKeysWithValues: machine.project.services.map { ($0.key, $0.value) }),
            choices: machine.choices,
            scales: machine.scales,
            states: machine.order.reduce(into: [:]) { $0[$1] = machine.services[$1]?.machine.state },
            kinds: machine.order.reduce(into: [:]) { $0[$1] = machine.services[$1]?.placement.kind }
        )
    }
}
