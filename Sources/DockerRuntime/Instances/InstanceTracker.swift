import DockerEngine
import Foundations
import Runtime
import Synchronization

/// Owns the table of instances and carries out its actions.
///
/// Changing the table and emitting the resulting events is one atomic step, so events are in the order of the changes.
final class InstanceTracker: Sendable {
    private struct State {
        var table = InstanceTable()
        /// Outputs by container id.
        var outputs: [String: ContainerOutput] = [:]
        var onLoss: (@Sendable () async -> Void)?
    }

    /// The delays after a start, and after the first report, at which the health is reported.
    private static let healthDelays: [Duration] = [.milliseconds(100), .seconds(1)]

    private let client: EngineClient
    private let emit: AsyncStream<RuntimeEvent>.Continuation
    private let tasks = OwnedTasks<Never>()
    private let state = Mutex(State())

    init(client: EngineClient, emit: AsyncStream<RuntimeEvent>.Continuation) {
        self.client = client
        self.emit = emit
    }

    /// Changes the table and carries out the resulting actions.
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

    func read<Result>(_ body: (InstanceTable) -> Result) -> Result {
        state.withLock { body($0.table) }
    }

    // MARK: An instance's container

    /// Registers a container that is about to be started or taken over, with its output.
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

    /// Sends a signal to an instance's container. Has no effect if it is gone.
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
            state.withLock { $0.table.sendFailed(signal, to: id) }
        }
    }

    // MARK: The engine

    /// Handles the loss of the engine.
    func lost(_ reason: String) { apply { $0.engineLost(reason, at: WallClock.nowNs) } }

    /// Sets an additional action for when a probe finds the engine unreachable.
    func onLoss(_ action: @escaping @Sendable () async -> Void) { state.withLock { $0.onLoss = action } }

    /// Cancels all pending work.
    func close() {
        tasks.cancelAll()
        for output in state.withLock({ Array($0.outputs.values) }) { output.cancel() }
    }

    private func perform(_ action: InstanceTable.Action) {
        switch action {
        case .emit: break
        case .drain(let id):
            let output = state.withLock { $0.outputs[id] }
            run { [self] in
                await output?.drain()
                apply { $0.drained(id) }
            }
        case .inspect(let id):
            run { [self] in await inspect(id) }
        case .probeEngine(let id):
            run { [self] in
                if let failure = await client.outage() {
                    lost("the container engine is unreachable: \(failure)")
                    await state.withLock { $0.onLoss }?()
                    apply { $0.probed(id, engineAnswers: false) }
                } else {
                    apply { $0.probed(id, engineAnswers: true) }
                }
            }
        case .setDeadline(let id):
            run { [self] in
                try? await Task.sleep(for: InstanceTable.externalSignalTimeout)
                apply { $0.deadlinePassed(id) }
            }
        case .reportHealth(let id):
            run { [self] in
                // `start`'s result does not go through the event stream, so an immediate health event could overtake it.
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

    /// Runs an operation in a task of its own, unless the tracker is closed.
    private func run(_ operation: @escaping @Sendable () async -> Void) {
        tasks.run {
            if !Task.isCancelled { await operation() }
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
