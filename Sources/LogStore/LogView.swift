import Foundations
import Synchronization

/// A snapshot of a log for readers, independent of the writer.
struct LogView: Sendable {
    /// Oldest first, without the active segment.
    var sealed: [Segment] = []
    var active: Segment?
    /// The files of the active segment, if they are open.
    var files: SegmentFiles?
    var loss = LogLoss()
    var isClosed = false

    var first: UInt64 { sealed.first?.base ?? active?.base ?? 0 }
    var end: UInt64 { active?.end ?? sealed.last?.end ?? 0 }

    /// A copy without file handles.
    var withoutFiles: LogView {
        var view = self
        view.files = nil
        return view
    }

    /// The number of segments, including the active one.
    var segmentCount: Int { sealed.count + (active == nil ? 0 : 1) }

    /// The segment at a position, oldest first; nil for -1, see ``lastSegment(where:)``.
    func segment(at position: Int) -> Segment? {
        guard position >= 0 else { return nil }
        return position < sealed.count ? sealed[position] : active
    }

    /// The position of the last segment for which `precedes` is true, or -1. It must be true for a prefix of the segments.
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

/// Publishes the writer's newest view and wakes waiting readers. Neither side holds the lock for longer than copying a few
/// words, so a reader never delays the writer.
final class LogPublication: Sendable {
    private let current: Mutex<LogView>
    /// Signals each change, and closes with the log.
    let wakeUps = WakeUps()

    init(_ view: LogView) { current = Mutex(view) }

    var view: LogView { current.withLock { $0 } }

    func update(_ change: (inout LogView) -> Void) {
        current.withLock { change(&$0) }
        wakeUps.signal()
    }

    /// Marks the log as closed and wakes all streams for the last time.
    func close() {
        current.withLock {
            $0.isClosed = true
            $0.files = nil
        }
        wakeUps.close()
    }
}
