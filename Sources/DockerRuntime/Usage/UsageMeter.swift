import DockerEngine
import Foundations
import Runtime

/// Meters the resource usage of running containers, from the statistics that the engine streams every second.
///
/// A stream costs the engine some work, so streams exist only while usage is being queried: they start with the first
/// query and end ten seconds after the last.
actor UsageMeter {
    private struct Stream {
        var task: OwnedTask<Void>
        var newest: ResourceUsage?
    }

    static let patience = Duration.seconds(10)

    private let client: EngineClient
    private var streams: [String: Stream] = [:]
    private var lastQueried = ContinuousClock.now
    private var ending: OwnedTask<Void>?

    init(client: EngineClient) { self.client = client }

    /// Returns the last reported usage of each container. The first values are available a second after the first query.
    func usage(of containers: [String: InstanceID]) -> [InstanceID: ResourceUsage] {
        lastQueried = .now
        for (id, stream) in streams where containers[id] == nil {
            stream.task.cancel()
            streams[id] = nil
        }
        for id in containers.keys where streams[id] == nil {
            streams[id] = Stream(task: OwnedTask { await self.follow(id) })
        }
        if ending == nil, !containers.isEmpty { ending = OwnedTask { await self.closeWhenIdle() } }
        var result: [InstanceID: ResourceUsage] = [:]
        for (id, instance) in containers { result[instance] = streams[id]?.newest }
        return result
    }

    /// Cancels all streams.
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
            // The next query opens a new stream.
        }
        if !Task.isCancelled { streams[id] = nil }
    }

    private func closeWhenIdle() async {
        while true {
            do { try await Task.sleep(until: lastQueried + Self.patience, clock: .continuous) } catch { return }
            if lastQueried + Self.patience <= .now { break }
        }
        close()
    }
}
