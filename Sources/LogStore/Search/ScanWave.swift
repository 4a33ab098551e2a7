import Glibc
import LogAnalysis
import Synchronization

/// Searches several chunks in parallel.
struct ScanWave: Sendable {
    let criteria: LineCriteria
    let logs: [ServiceLog]
    /// Whether hits include their records or only their positions.
    var includesRecords: Bool

    /// The read buffer of each lane. It is passed to a child task and returned by it.
    private var buffers: [[UInt8]]

    /// The memory use of hits after which the rest of a wave is deferred to the next one.
    private static let weightLimit = 2 << 20

    init(_ criteria: LineCriteria, _ logs: [ServiceLog], includesRecords: Bool) {
        self.criteria = criteria
        self.logs = logs
        self.includesRecords = includesRecords
        buffers = Array(repeating: [], count: Self.lanes)
    }

    /// The number of chunks searched in parallel: at most one per processor, since more would only cost memory.
    static let lanes = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// A queue of chunks that stops when the hits use too much memory.
    private final class Queue: Sendable {
        private struct State {
            var next = 0
            var weight = 0
        }

        private let state = Mutex(State())
        private let count: Int

        init(count: Int) { self.count = count }

        func take() -> Int? {
            state.withLock { state in
                guard state.next < count, state.weight < ScanWave.weightLimit else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func add(_ weight: Int) { state.withLock { $0.weight += weight } }
    }

    private struct Lane: Sendable {
        var number: Int
        var buffer: [UInt8]
        var found: [(index: Int, hits: [Hit])] = []
        var failure: LogStoreError?
    }

    /// The hits in a prefix of the chunks. It includes all chunks unless the hits use too much memory or the task is cancelled.
    mutating func scan(_ chunks: [ScanChunk]) async throws(LogStoreError) -> [[Hit]] {
        // A single chunk needs no child task.
        if let chunk = chunks.first, chunks.count == 1 {
            var scanner = ChunkScanner(criteria, logs, includesRecords: includesRecords)
            return [try scanner.scan(chunk, buffer: &buffers[0])]
        }
        let queue = Queue(count: chunks.count)
        let lanes = await withTaskGroup(of: Lane.self) { group in
            for number in 0..<min(buffers.count, chunks.count) {
                let lane = Lane(number: number, buffer: buffers[number])
                // Otherwise the buffer would have two owners and be copied.
                buffers[number] = []
                group.addTask { [criteria, logs, includesRecords] in
                    var lane = lane
                    var scanner = ChunkScanner(criteria, logs, includesRecords: includesRecords)
                    do throws(LogStoreError) {
                        while !Task.isCancelled, let index = queue.take() {
                            let hits = try scanner.scan(chunks[index], buffer: &lane.buffer)
                            queue.add(hits.reduce(0) { $0 + $1.weight })
                            lane.found.append((index, hits))
                            // Let other tasks on the cooperative pool run.
                            await Task.yield()
                        }
                    } catch {
                        lane.failure = error
                    }
                    return lane
                }
            }
            return await group.reduce(into: [Lane]()) { $0.append($1) }
        }
        var results: [[Hit]?] = Array(repeating: nil, count: chunks.count)
        for lane in lanes {
            if let failure = lane.failure { throw failure }
            buffers[lane.number] = lane.buffer
            for (index, hits) in lane.found { results[index] = hits }
        }
        return results.prefix { $0 != nil }.compactMap { $0 }
    }
}
