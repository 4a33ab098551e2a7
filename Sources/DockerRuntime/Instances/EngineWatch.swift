import DockerEngine
import Foundations
import Runtime

/// Follows the engine's events from the first start on, and detects when the engine goes away and returns.
actor EngineWatch {
    private enum Phase {
        /// No service has been started yet.
        case idle
        case connecting
        case following
        case lost(reason: String)
    }

    /// The interval between probes of an unreachable engine.
    private static let retryInterval = Duration.milliseconds(150)

    /// The delay between the end of one event stream and the next.
    private static let pause = Duration.milliseconds(20)

    private let client: EngineClient
    private let tracker: InstanceTracker
    private let project: String
    private var phase = Phase.idle
    private var loop: OwnedTask<Void>?
    private var stream: OwnedTask<EngineError?>?
    private var waiting: [CheckedContinuation<EngineError?, Never>] = []

    init(client: EngineClient, tracker: InstanceTracker, project: String) {
        self.client = client
        self.tracker = tracker
        self.project = project
    }

    deinit {
        loop?.cancel()
        stream?.cancel()
    }

    /// Returns once the event stream is open.
    ///
    /// - Throws: `unreachable` if the engine does not respond.
    func begin() async throws(RuntimeError) {
        switch phase {
        case .following: return
        case .lost(let reason): throw RuntimeError(.unreachable, reason)
        case .idle:
            phase = .connecting
            loop = OwnedTask { await self.follow() }
        case .connecting: break
        }
        if let error = await withCheckedContinuation({ waiting.append($0) }) { throw RuntimeError(error) }
    }

    /// Cancels an event stream that still seems open, because the engine was found to be unreachable.
    func cancelStream() { stream?.cancel() }

    /// Stops following for good.
    func close() {
        loop?.cancel()
        stream?.cancel()
        answer(EngineError(.cancelled, "the stack is being taken down"))
    }

    private func follow() async {
        while !Task.isCancelled {
            let task = OwnedTask { await self.followOnce() }
            stream = task
            let error = await task.value
            guard !Task.isCancelled else { return }
            if case .connecting = phase, let error {
                phase = .idle
                answer(error)
                return
            }
            // Perhaps only the stream broke. The delay keeps a stream that breaks repeatedly from using a whole CPU.
            try? await Task.sleep(for: Self.pause)
            while let failure = await client.outage() {
                let reason = "the container engine is unreachable: \(failure)"
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
                guard let kind = ContainerEvent.Kind(action: event.action, attributes: event.actor.attributes ?? [:])
                else {
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
