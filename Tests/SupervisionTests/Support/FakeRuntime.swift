import ComposeModel
import Runtime
import Synchronization

/// A runtime that does what a test says, and notes what it is told.
final class FakeRuntime: ServiceRuntime {
    enum Call: Hashable, Sendable {
        case install(String)
        case start(String, generation: UInt64)
        case signal(String, String)
        case kill(String)
        case remove(String)
        case execute(String, String)
        case step(String, String)
    }

    /// What a service does on a stop signal.
    enum Manner: Sendable {
        case endsAtOnce
        /// Until it is killed or the test ends it.
        case ignoresSignals
        /// Until the test ends it, as what hangs inside the kernel.
        case survivesKill
    }

    private struct State {
        var calls: [Call] = []
        var availability: [String: Availability] = [:]
        var afterInstall: [String: Availability] = [:]
        var installError: RuntimeError?
        var installLines: [String] = []
        var installHold: (begun: AsyncStream<Void>.Continuation, gate: AsyncStream<Void>)?
        var startErrors: [String: RuntimeError] = [:]
        var manners: [String: Manner] = [:]
        var healthy: Set<String> = []
        var running: [String: UInt64] = [:]
        var launches: [String: Launch] = [:]
        var nextPid: Int32 = 1000
        var reportsHealth: Set<String> = []
        var holders: [UInt16: PortHolder] = [:]
        var foreignHolders: [UInt16: String] = [:]
        var checks = 0
        var commands: [String: @Sendable () async -> CommandOutput] = [:]
        var takenOver: Set<String> = []
        var exitedUnseen: Set<String> = []
        var imageSignals: [String: Signal] = [:]
    }

    let kind: RuntimeKind
    let events: AsyncStream<RuntimeEvent>
    private let emit: AsyncStream<RuntimeEvent>.Continuation
    private let state = Mutex(State())

    init(kind: RuntimeKind = .native) {
        self.kind = kind
        (events, emit) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    // MARK: What a test says

    /// What a command does, by its program; others are health checks.
    func set(command program: String, _ body: @escaping @Sendable () async -> CommandOutput) {
        state.withLock { $0.commands[program] = body }
    }

    /// What the service's image asks to be stopped with.
    func setImageSignal(_ signal: Signal?, of name: String) { state.withLock { $0.imageSignals[name] = signal } }

    func set(_ service: String, _ availability: Availability, afterInstall: Availability? = nil) {
        state.withLock {
            $0.availability[service] = availability
            $0.afterInstall[service] = afterInstall
        }
    }

    func installing(writes lines: [String] = [], fails error: RuntimeError? = nil) {
        state.withLock {
            $0.installLines = lines
            $0.installError = error
        }
    }

    /// Makes installations tell that they have begun, and wait until `goOn` is finished.
    func holdInstallation() -> (begun: AsyncStream<Void>, goOn: AsyncStream<Void>.Continuation) {
        let (begun, tell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (gate, goOn) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.installHold = (tell, gate) }
        return (begun, goOn)
    }

    func starting(_ service: String, fails error: RuntimeError?) {
        state.withLock { $0.startErrors[service] = error }
    }

    func set(_ service: String, _ manner: Manner) { state.withLock { $0.manners[service] = manner } }

    /// What the service's exec probe says from now on.
    func set(_ service: String, isHealthy: Bool) {
        state.withLock { state in
            if isHealthy { state.healthy.insert(service) } else { state.healthy.remove(service) }
        }
    }

    /// Whether the runtime carries the service's health check out itself, from its next start on.
    func set(_ service: String, reportsHealth: Bool) {
        state.withLock { state in
            if reportsHealth { state.reportsHealth.insert(service) } else { state.reportsHealth.remove(service) }
        }
    }

    /// Who the runtime says holds a port.
    func hold(_ port: UInt16, by holder: PortHolder) { state.withLock { $0.holders[port] = holder } }

    /// Who listens on a port in place of the instance that publishes it.
    func answer(on port: UInt16, by holder: String) { state.withLock { $0.foreignHolders[port] = holder } }

    /// The running instance of a service.
    func instance(of service: String) -> InstanceID? {
        state.withLock { $0.running[service] }.map { InstanceID(service: service, generation: $0) }
    }

    /// The instance is gone, and the runtime tells that its own end was the cause.
    func interrupt(_ service: String) {
        guard let generation = state.withLock({ $0.running.removeValue(forKey: service) }) else { return }
        emit.yield(.interrupted(InstanceID(service: service, generation: generation)))
    }

    /// How many commands were run beside instances.
    var checks: Int { state.withLock { $0.checks } }

    /// Ends the running instance.
    func end(_ service: String, _ status: Runtime.ExitStatus) {
        guard let generation = state.withLock({ $0.running.removeValue(forKey: service) }) else { return }
        emit.yield(.exited(InstanceID(service: service, generation: generation), status, note: nil))
    }

    /// Tells of an exit, whatever is true.
    func report(_ event: RuntimeEvent) { emit.yield(event) }

    var calls: [Call] { state.withLock { $0.calls } }

    func starts(of service: String) -> Int {
        calls.count { if case .start(service, _) = $0 { true } else { false } }
    }

    func launch(of service: String) -> Launch? { state.withLock { $0.launches[service] } }

    // MARK: ServiceRuntime

    func availability(of launch: Launch) async -> Availability {
        // It takes a moment, as where a program is asked, so that others get a word in.
        await Task.yield()
        return state.withLock { $0.availability[launch.service.name] ?? .available(nil) }
    }

    func install(_ launch: Launch, progress: @escaping @Sendable (String) -> Void) async throws(RuntimeError) {
        let name = launch.service.name
        let (lines, error, hold) = state.withLock { state in
            state.calls.append(.install(name))
            if state.installError == nil { state.availability[name] = state.afterInstall[name] ?? .available(nil) }
            return (state.installLines, state.installError, state.installHold)
        }
        for line in lines { progress(line) }
        if let hold {
            hold.begun.yield()
            for await _ in hold.gate {}
        }
        if let error { throw error }
    }

    func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance {
        let name = launch.service.name
        let result = state.withLock { state -> Result<RunningInstance, RuntimeError> in
            state.calls.append(.start(name, generation: launch.instance.generation))
            state.launches[name] = launch
            if let error = state.startErrors[name] { return .failure(error) }
            state.running[name] = launch.instance.generation
            state.nextPid += 1
            return .success(
                RunningInstance(
                    pid: state.nextPid,
                    reportsHealth: state.reportsHealth.contains(name),
                    stopSignal: state.imageSignals[name]
                )
            )
        }
        return try result.get()
    }

    func signal(_ instance: InstanceID, _ signal: Signal, group: Bool) async {
        let manner = state.withLock { state in
            state.calls.append(.signal(instance.service, signal.description))
            return state.manners[instance.service] ?? .endsAtOnce
        }
        switch manner {
        case .endsAtOnce: end(instance.service, .signal(15))
        case .ignoresSignals, .survivesKill: break
        }
    }

    func kill(_ instance: InstanceID) async {
        let manner = state.withLock { state in
            state.calls.append(.kill(instance.service))
            return state.manners[instance.service] ?? .endsAtOnce
        }
        switch manner {
        case .endsAtOnce, .ignoresSignals: end(instance.service, .signal(9))
        case .survivesKill: break
        }
    }

    func execute(_ command: LifecycleHook, in launch: Launch, timeout: Duration) async -> CommandOutput {
        let body = state.withLock { state -> (@Sendable () async -> CommandOutput)? in
            guard let body = state.commands[command.command.first ?? ""] else { return nil }
            state.calls.append(.execute(launch.service.name, command.command.joined(separator: " ")))
            return body
        }
        if let body { return await body() }
        let isHealthy = state.withLock { state in
            state.checks += 1
            return state.healthy.contains(launch.service.name)
        }
        return CommandOutput(outcome: .ended(.code(isHealthy ? 0 : 1)), output: isHealthy ? "ready" : "not yet")
    }

    /// Makes the runtime find an instance of the service that runs already.
    func findRunning(_ service: String) { state.withLock { _ = $0.takenOver.insert(service) } }

    /// Makes the service's process exit without an event.
    func exitUnseen(_ service: String) { state.withLock { _ = $0.exitedUnseen.insert(service) } }

    func hasExited(_ instance: InstanceID) -> Bool { state.withLock { $0.exitedUnseen.contains(instance.service) } }

    func isRunning(_ launch: Launch) async -> Bool { state.withLock { $0.takenOver.contains(launch.service.name) } }

    func runStep(_ step: Launch, number: Int, before launch: Launch) async -> CommandOutput {
        let words = step.service.command ?? []
        let body = state.withLock { state in
            state.calls.append(.step(launch.service.name, words.joined(separator: " ")))
            return state.commands[words.first ?? ""]
        }
        return await body?() ?? CommandOutput(outcome: .ended(.code(0)), output: "")
    }

    func usage() async -> [InstanceID: ResourceUsage] { [:] }

    func portHolder(_ port: UInt16, host: String) async -> PortHolder? { state.withLock { $0.holders[port] } }

    func foreignHolder(of port: UInt16, host: String, besides instance: InstanceID) async -> String? {
        state.withLock { $0.foreignHolders[port] }
    }

    func remove(service: String) async { state.withLock { $0.calls.append(.remove(service)) } }
}
