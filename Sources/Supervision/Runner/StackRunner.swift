import ComposeModel
import Foundations
import Health
import LogStore
import Runtime

/// Performs a stack machine's actions on runtimes, probes, logs and clocks.
///
/// It owns every task of a stack, by what the task works on. Their results go back to the supervisor's machine.
struct StackRunner: Sendable {
    /// What a task works on. There is at most one of each kind.
    enum Work: Hashable, Sendable {
        case preparing(service: String)
        case spawning(service: String)
        case hooks(service: String)
        case probing(service: String)
        case stopping(service: String)
        case killing(service: String)
        case timer(service: String, ServiceStateMachine.Timer)
        case removing(service: String)
        /// Telling the runtimes of another definition.
        case adopting
        case events(RuntimeKind)
        case logLosses
    }

    let dependencies: SupervisorDependencies
    let tasks = OwnedTasks<Work>()
    /// Wakes the tasks and clients that wait for a change of the stack.
    let wakeUps = WakeUps()
    private let elapsed: @Sendable () -> Duration
    /// The least time between two reports of lost lines.
    private static let lossInterval = Duration.seconds(1)

    init(_ dependencies: SupervisorDependencies) {
        self.dependencies = dependencies
        elapsed = Self.stopwatch(dependencies.clock)
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// The present moment.
    var now: StackMachine.Moment { StackMachine.Moment(wallNs: dependencies.wallClock(), elapsed: elapsed()) }

    func runtime(_ kind: RuntimeKind) -> (any ServiceRuntime)? { dependencies.runtimes.first { $0.kind == kind } }

    /// Writes a line of ours into a service's log.
    func note(_ name: String, _ text: String, at timeNs: Int64? = nil) {
        guard let log = try? dependencies.logs.log(for: name) else { return }
        log.note(text, at: timeNs ?? dependencies.wallClock())
    }

    // MARK: Life

    /// Passes on what runtimes and logs report, until ``end()``.
    func begin(for stack: Supervisor) {
        for runtime in dependencies.runtimes {
            tasks.run(as: .events(runtime.kind)) { [weak stack] in
                for await event in runtime.events {
                    guard let stack else { return }
                    await stack.step { $0.runtimeReported(event, runtime.kind) }
                }
            }
        }
        let (logs, clock) = (dependencies.logs, dependencies.clock)
        let lossChanges = logs.lossChanges()
        tasks.run(as: .logLosses) { [weak stack] in
            for await _ in lossChanges {
                while true {
                    // A service that has fallen silent writes no line that would find room.
                    let isLosing = logs.retryRecordingLosses(at: dependencies.wallClock())
                    await stack?.step { machine in
                        let losses = machine.order.map { ($0, logs.loss(of: $0)) }
                        machine.logLossesChanged(Dictionary(losses) { $1 })
                    }
                    guard (try? await clock.sleep(for: Self.lossInterval)) != nil else { return }
                    if !isLosing { break }
                }
            }
        }
    }

    /// Ends all tasks and streams.
    func end() {
        wakeUps.close()
        tasks.cancelAll()
    }

    // MARK: Actions

    /// Performs an action, or starts a task that does.
    func perform(_ action: StackAction, for stack: Supervisor) {
        switch action {
        case .prepare(let instance):
            tasks.cancel(.spawning(service: instance.service))
            tasks.run(as: .preparing(service: instance.service)) { await self.prepare(instance, for: stack) }
        case .spawn(let instance, let kind):
            tasks.run(as: .spawning(service: instance.service)) { await self.spawn(instance, in: kind, for: stack) }
        case .cancelSpawn(let name):
            tasks.cancel(.spawning(service: name))
        case .cancelHooks(let name):
            tasks.cancel(.hooks(service: name))
        case .startProbing(let launch):
            startProbing(launch, for: stack)
        case .stopProbing(let name):
            tasks.cancel(.probing(service: name))
        case .signal(let order):
            tasks.run(as: .stopping(service: order.instance.service)) { await self.stop(order, for: stack) }
        case .kill(let instance, let kind):
            // A hook that takes longer than the grace period is cut off.
            tasks.cancel(.stopping(service: instance.service))
            tasks.run(as: .killing(service: instance.service)) { await self.runtime(kind)?.kill(instance) }
        case .setTimer(let instance, let timer, let delay):
            let clock = dependencies.clock
            tasks.run(as: .timer(service: instance.service, timer)) {
                guard (try? await clock.sleep(for: delay)) != nil else { return }
                await stack.handle(.timerFired(generation: instance.generation, timer), for: instance.service)
            }
        case .cancelTimer(let name, let timer):
            tasks.cancel(.timer(service: name, timer))
        case .remove(let name, let kind):
            tasks.run(as: .removing(service: name)) { await self.runtime(kind)?.remove(service: name) }
        case .release(let name):
            cancelWork(of: name)
            tasks.run(as: .removing(service: name)) {
                for runtime in self.dependencies.runtimes { await runtime.remove(service: name) }
                await stack.step { $0.released(name) }
            }
        case .adopted(let project):
            adopt(project)
        case .note(let name, let text, let timeNs):
            note(name, text, at: timeNs)
        }
    }

    private func cancelWork(of name: String) {
        tasks.cancel { work in
            switch work {
            case .preparing(name), .spawning(name), .hooks(name), .probing(name), .timer(name, _): true
            default: false
            }
        }
    }

    private func adopt(_ project: Project) {
        dependencies.logs.configure(by: project)
        tasks.run(as: .adopting) {
            for runtime in self.dependencies.runtimes { await runtime.projectChanged(project) }
        }
    }

    /// Returns once every runtime knows the definition in force.
    func waitUntilAdopted() async { await tasks.waitForEnd { $0 == .adopting } }

    private func stop(_ order: StackAction.StopOrder, for stack: Supervisor) async {
        guard let runtime = runtime(order.kind) else { return }
        if let launch = order.hooksOf { await runStopHooks(of: launch, runtime, for: stack) }
        // The grace period ended during a hook, and the instance is being killed.
        guard !Task.isCancelled else { return }
        await runtime.signal(order.instance, order.signal, group: order.toGroup)
    }

    // MARK: The end of a stack

    /// Removes what the stopped stack has left.
    /// - Returns: what could not be removed, for the user.
    func tearDown(removingData: Bool) async -> [String] {
        await tasks.waitForEnd { if case .removing = $0 { true } else { false } }
        var problems: [String] = []
        for runtime in dependencies.runtimes { problems += await runtime.tearDown(removingData: removingData) }
        tasks.cancel { work in
            switch work {
            case .events, .logLosses: false
            default: true
            }
        }
        await dependencies.probes.shutdown()
        return problems
    }
}
