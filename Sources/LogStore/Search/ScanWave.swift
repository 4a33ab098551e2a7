import Glibc
import LogAnalysis
import Synchronization

/// Searches chunks, several at once.
struct ScanWave: Sendable {
    let criteria: LineCriteria
    let logs: [ServiceLog]
    /// Whether hits have their records, or only say where they are.
    var takesRecords: Bool

    /// Memory that a lane reads into. It is handed to a child task and comes back from it.
    private var buffers: [[UInt8]]

    /// After so much memory of hits, what is left of a wave waits for the next one.
    private static let weightLimit = 2 << 20

    init(_ criteria: LineCriteria, _ logs: [ServiceLog], takesRecords: Bool) {
        self.criteria = criteria
        self.logs = logs
        self.takesRecords = takesRecords
        buffers = Array(repeating: [], count: Self.lanes)
    }

    /// How many chunks are searched at a time: one per processor, as more would only cost memory.
    static let lanes = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// The chunks that are taken, and how much was found in them.
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

    /// The hits of the first of the chunks: of all, unless so much was found that it has to be passed on first, or the task
    /// was cancelled.
    mutating func scan(_ chunks: [ScanChunk]) async throws(LogStoreError) -> [[Hit]] {
        // One does not need a task of its own.
        if let chunk = chunks.first, chunks.count == 1 {
            var scanner = ChunkScanner(criteria, logs, takesRecords: takesRecords)
            return [try scanner.scan(chunk, buffer: &buffers[0])]
        }
        let queue = Queue(count: chunks.count)
        let lanes = await withTaskGroup(of: Lane.self) { group in
            for number in 0..<min(buffers.count, chunks.count) {
                let lane = Lane(number: number, buffer: buffers[number])
                // Else there are two owners, and the buffer is copied.
                buffers[number] = []
                group.addTask { [criteria, logs, takesRecords] in
                    var lane = lane
                    var scanner = ChunkScanner(criteria, logs, takesRecords: takesRecords)
                    do throws(LogStoreError) {
                        while !Task.isCancelled, let index = queue.take() {
                            let hits = try scanner.scan(chunks[index], buffer: &lane.buffer)
                            queue.add(hits.reduce(0) { $0 + $1.weight })
                            lane.found.append((index, hits))
                            // Others that share the threads get their turn.
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
