import DockerEngine
import Runtime

/// Knows what the running containers use, from the statistics that the engine sends of each every second.
///
/// A stream costs the engine something, so there is one only while somebody asks: it begins with the first question and
/// ends ten seconds after the last.
actor UsageMeter {
    private struct Stream {
        var task: Task<Void, Never>
        var newest: ResourceUsage?
    }

    static let patience = Duration.seconds(10)

    private let client: EngineClient
    private var streams: [String: Stream] = [:]
    private var lastAsked = ContinuousClock.now
    private var ending: Task<Void, Never>?

    init(client: EngineClient) { self.client = client }

    /// What each of the containers used when the engine said so last. The first answer comes a second after the first
    /// question.
    func usage(of containers: [String: InstanceID]) -> [InstanceID: ResourceUsage] {
        lastAsked = .now
        for (id, stream) in streams where containers[id] == nil {
            stream.task.cancel()
            streams[id] = nil
        }
        for id in containers.keys where streams[id] == nil {
            streams[id] = Stream(task: Task { await self.follow(id) })
        }
        if ending == nil, !containers.isEmpty { ending = Task { await self.endWhenUnasked() } }
        var result: [InstanceID: ResourceUsage] = [:]
        for (id, instance) in containers { result[instance] = streams[id]?.newest }
        return result
    }

    /// Ends all streams.
    func close() {
        ending?.cancel()
        ending = nil
        for stream in streams.values { stream.task.cancel() }
        streams = [:]
    }

    private func follow(_ id: String) async {
        do {
            for try await sample in try await client.stats(id) {
                guard !Task.isCancelled else { return }
                streams[id]?.newest = ResourceUsage(
                    processorTime: .nanoseconds(sample.cpuNanoseconds),
                    memoryBytes: sample.memoryBytes
                )
            }
        } catch {
            // The next question begins anew.
        }
        if !Task.isCancelled { streams[id] = nil }
    }

    private func endWhenUnasked() async {
        while true {
            do { try await Task.sleep(until: lastAsked + Self.patience, clock: .continuous) } catch { return }
            if lastAsked + Self.patience <= .now { break }
        }
        close()
    }
}
