import Synchronization

/// What a reader needs to know of a log at one moment. A value: the writer goes on without it.
struct LogView: Sendable {
    /// Oldest first; without the active one.
    var sealed: [Segment] = []
    var active: Segment?
    /// The active one's files, where they are open.
    var files: SegmentFiles?
    var loss = LogLoss()
    var isClosed = false

    var first: UInt64 { sealed.first?.base ?? active?.base ?? 0 }
    var end: UInt64 { active?.end ?? sealed.last?.end ?? 0 }

    /// The same with its files not held open.
    var withoutFiles: LogView {
        var view = self
        view.files = nil
        return view
    }

    /// How many segments there are, the active one included.
    var segmentCount: Int { sealed.count + (active == nil ? 0 : 1) }

    /// The segment at a position, oldest first.
    func segment(at position: Int) -> Segment? {
        position < sealed.count ? sealed[position] : active
    }

    /// The position of the last segment for which `precedes` holds; it must hold for a prefix of them. -1 for none.
    func lastSegment(where precedes: (Segment) -> Bool) -> Int {
        var low = 0
        var high = segmentCount
        while low < high {
            let middle = (low + high) / 2
            if let segment = segment(at: middle), precedes(segment) { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}

/// Hands the newest view from the writer to the readers, and wakes those that wait. Neither side holds the lock for
/// longer than copying a few words, so a reader never delays the writer.
final class LogPublication: Sendable {
    private struct Listeners {
        /// Those that are of this log alone end with it.
        var streams: [Int: (stream: AsyncStream<Void>.Continuation, endsWithLog: Bool)] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let current: Mutex<LogView>
    private let listeners = Mutex(Listeners())

    init(_ view: LogView) { current = Mutex(view) }

    var view: LogView { current.withLock { $0 } }

    func update(_ change: (inout LogView) -> Void) {
        current.withLock { change(&$0) }
        listeners.withLock { for listener in $0.streams.values { listener.stream.yield() } }
    }

    /// Wakes the stream at every change, until it ends. Returns what ``remove(_:)`` takes; nil when the log is closed.
    ///
    /// - Parameter endsWithLog: whether the stream ends when the log is closed. One that waits for several logs does not.
    func add(_ stream: AsyncStream<Void>.Continuation, endsWithLog: Bool) -> Int? {
        listeners.withLock { listeners in
            guard !listeners.isClosed else { return nil }
            listeners.nextID += 1
            listeners.streams[listeners.nextID] = (stream, endsWithLog)
            return listeners.nextID
        }
    }

    func remove(_ id: Int) {
        _ = listeners.withLock { $0.streams.removeValue(forKey: id) }
    }

    /// How many streams are being woken.
    var listenerCount: Int { listeners.withLock { $0.streams.count } }

    /// Marks the log as closed and wakes everybody for the last time.
    func close() {
        current.withLock {
            $0.isClosed = true
            $0.files = nil
        }
        // Outside of the lock, since a stream that ends removes itself.
        let last = listeners.withLock { listeners in
            listeners.isClosed = true
            defer { listeners.streams = [:] }
            return Array(listeners.streams.values)
        }
        for listener in last {
            listener.stream.yield()
            if listener.endsWithLog { listener.stream.finish() }
        }
    }
}
