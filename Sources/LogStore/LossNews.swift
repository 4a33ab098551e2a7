import Synchronization

/// Wakes those who want to know when some log of a store loses lines, or is written again.
final class LossNews: Sendable {
    private struct Listeners {
        var streams: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let listeners = Mutex(Listeners())

    func tell() {
        listeners.withLock { for stream in $0.streams.values { stream.yield() } }
    }

    /// Holds one pending element at most. Ends with ``close()``.
    func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = listeners.withLock { listeners -> Int? in
            guard !listeners.isClosed else { return nil }
            listeners.nextID += 1
            listeners.streams[listeners.nextID] = continuation
            return listeners.nextID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.listeners.withLock { $0.streams.removeValue(forKey: id) }
        }
        return stream
    }

    func close() {
        let streams = listeners.withLock { listeners in
            listeners.isClosed = true
            defer { listeners.streams = [:] }
            return Array(listeners.streams.values)
        }
        for stream in streams { stream.finish() }
    }
}
