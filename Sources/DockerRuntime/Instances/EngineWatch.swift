import DockerEngine
import Runtime

/// Follows the engine's events from the first start on, finds out when the engine goes away, and when it is back.
actor EngineWatch {
    private enum Phase {
        /// Nothing was started yet.
        case idle
        case connecting
        case following
        case lost(reason: String)
    }

    /// How often an engine that is away is asked.
    private static let retryInterval = Duration.milliseconds(150)

    /// Between the end of one event stream and the next.
    private static let pause = Duration.milliseconds(20)

    private let client: EngineClient
    private let probe: EngineProbe
    private let tracker: InstanceTracker
    private let project: String
    private var phase = Phase.idle
    private var loop: Task<Void, Never>?
    private var stream: Task<EngineError?, Never>?
    private var waiting: [CheckedContinuation<EngineError?, Never>] = []

    init(client: EngineClient, probe: EngineProbe, tracker: InstanceTracker, project: String) {
        self.client = client
        self.probe = probe
        self.tracker = tracker
        self.project = project
    }

    deinit {
        loop?.cancel()
        stream?.cancel()
    }

    /// Returns once events are followed.
    ///
    /// - Throws: `unreachable`, where the engine does not answer.
    func begin() async throws(RuntimeError) {
        switch phase {
        case .following: return
        case .lost(let reason): throw RuntimeError(.unreachable, reason)
        case .idle:
            phase = .connecting
            loop = Task { await self.follow() }
        case .connecting: break
        }
        if let error = await withCheckedContinuation({ waiting.append($0) }) { throw RuntimeError(error) }
    }

    /// The engine was found not to answer while its events still seemed to come.
    func breakOff() { stream?.cancel() }

    /// Ends for good.
    func close() {
        loop?.cancel()
        stream?.cancel()
        answer(EngineError(.cancelled, "the stack is being taken down"))
    }

    private func follow() async {
        while !Task.isCancelled {
            let task = Task { await self.followOnce() }
            stream = task
            let error = await task.value
            guard !Task.isCancelled else { return }
            if case .connecting = phase, let error {
                phase = .idle
                answer(error)
                return
            }
            // Perhaps only the stream broke off. One that breaks off again and again must not keep a processor busy.
            try? await Task.sleep(for: Self.pause)
            while let failure = await probe.failure() {
                let reason = "the container engine is away: \(failure)"
                phase = .lost(reason: reason)
                tracker.lost(reason)
                try? await Task.sleep(for: Self.retryInterval)
                if Task.isCancelled { return }
            }
            client.reset()
        }
    }

    /// Follows the events until they end.
    private func followOnce() async -> EngineError? {
        do {
            let events = try await client.events(
                filters: [
                    "type": ["container"], "event": ContainerEvent.Kind.actions,
                    "label": ["\(ComposeLabels.project)=\(project)"],
                ]
            )
            phase = .following
            tracker.apply { $0.engineReturned() }
            answer(nil)
            for try await event in events {
                guard let kind = ContainerEvent.Kind(action: event.action, attributes: event.actor.attributes) else {
                    continue
                }
                let id = event.actor.id
                tracker.apply { $0.observed(ContainerEvent(container: id, kind: kind)) }
            }
            return nil
        } catch {
            return error
        }
    }

    private func answer(_ error: EngineError?) {
        for continuation in waiting { continuation.resume(returning: error) }
        waiting = []
    }
}
