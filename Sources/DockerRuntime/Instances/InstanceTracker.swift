import DockerEngine
import Runtime
import Synchronization

/// Keeps the table of instances, tells what it says, and asks the engine what it wants to know.
///
/// Changes of the table and what is told of them are one step, so events come in the order in which they were found out.
final class InstanceTracker: Sendable {
    private struct State {
        var table = InstanceTable()
        /// By the container's id.
        var outputs: [String: ContainerOutput] = [:]
        var onLoss: (@Sendable () async -> Void)?
    }

    /// How long after a start, and then after the first time, the health is told.
    private static let healthDelays: [Duration] = [.milliseconds(100), .seconds(1)]

    private let client: EngineClient
    private let probe: EngineProbe
    private let emit: AsyncStream<RuntimeEvent>.Continuation
    private let tasks = OwnedTasks()
    private let state = Mutex(State())

    init(client: EngineClient, probe: EngineProbe, emit: AsyncStream<RuntimeEvent>.Continuation) {
        self.client = client
        self.probe = probe
        self.emit = emit
    }

    /// Changes the table and carries out what follows.
    func apply(_ change: (inout InstanceTable) -> [InstanceTable.Action]) {
        let actions = state.withLock { state in
            let actions = change(&state.table)
            for case .emit(let event) in actions { emit.yield(event) }
            let ended = state.table.entries.filter { $0.value.phase == .ended }.keys
            for id in ended { state.outputs[id] = nil }
            return actions
        }
        for action in actions { perform(action) }
    }

    /// Reads the table.
    func read<Result>(_ body: (InstanceTable) -> Result) -> Result {
        state.withLock { body($0.table) }
    }

    // MARK: An instance's container

    /// A container is about to be started or taken over; its output goes through `output`.
    func starting(
        _ container: RunningInstance.Container,
        _ instance: InstanceID,
        _ output: ContainerOutput
    ) {
        state.withLock { state in
            state.table.starting(container, instance)
            state.outputs[container.id] = output
        }
    }

    func started(_ id: String, _ running: RunningInstance) { apply { $0.started(id, running) } }

    func startFailed(_ id: String) {
        let output = state.withLock { state in
            state.table.startFailed(id)
            return state.outputs.removeValue(forKey: id)
        }
        output?.cancel()
    }

    /// Sends a signal to an instance's container. One that is gone is no error.
    func send(_ signal: Int32, to instance: InstanceID) async {
        let id = state.withLock { state -> String? in
            guard let id = state.table.container(of: instance)?.id else { return nil }
            state.table.sending(signal, to: id)
            return id
        }
        guard let id else { return }
        do {
            try await client.killContainer(id, signal: String(signal))
        } catch {
            state.withLock { $0.table.notSent(signal, to: id) }
        }
    }

    // MARK: The engine

    /// The engine does not answer.
    func lost(_ reason: String) { apply { $0.engineLost(reason, at: wallClockNanoseconds()) } }

    /// What is to happen when a probe finds that the engine does not answer, besides telling so.
    func onLoss(_ action: @escaping @Sendable () async -> Void) { state.withLock { $0.onLoss = action } }

    /// Ends everything that is under way.
    func close() {
        tasks.cancelAll()
        for output in state.withLock({ Array($0.outputs.values) }) { output.cancel() }
    }

    private func perform(_ action: InstanceTable.Action) {
        switch action {
        case .emit: break
        case .drain(let id):
            let output = state.withLock { $0.outputs[id] }
            tasks.run { [self] in
                await output?.drain()
                apply { $0.drained(id) }
            }
        case .inspect(let id):
            tasks.run { [self] in await inspect(id) }
        case .probeEngine(let id):
            tasks.run { [self] in
                if let failure = await probe.failure() {
                    lost("the container engine is away: \(failure)")
                    await state.withLock { $0.onLoss }?()
                    apply { $0.probed(id, engineAnswers: false) }
                } else {
                    apply { $0.probed(id, engineAnswers: true) }
                }
            }
        case .setDeadline(let id):
            tasks.run { [self] in
                try? await Task.sleep(for: InstanceTable.outsiderPatience)
                apply { $0.deadlinePassed(id) }
            }
        case .tellHealth(let id):
            tasks.run { [self] in
                // The start's own answer goes another way than events, and may come later than one that is told at once.
                for delay in Self.healthDelays {
                    do { try await Task.sleep(for: delay) } catch { return }
                    guard read({ $0.entries[id]?.phase == .running }) else { return }
                    await inspect(id)
                }
            }
        case .resumeOutput(let id):
            state.withLock { $0.outputs[id] }?.follow()
        }
    }

    private func inspect(_ id: String) async {
        do {
            let state = ContainerState(try await client.inspectContainer(id))
            apply { $0.inspected(id, state) }
        } catch  where error.code == .notFound {
            apply { $0.inspected(id, nil) }
        } catch {
            apply { $0.inspectionFailed(id) }
        }
    }
}
