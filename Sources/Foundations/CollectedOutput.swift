import Synchronization

/// The beginning and the end of a command's output.
package final class CollectedOutput: Sendable {
    private struct State {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        var omitted = 0
        var isLate = false
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the number of bytes to keep of each end.
    package init(limit: Int) { self.limit = limit }

    /// Whether the command timed out.
    package var isLate: Bool {
        get { state.withLock { $0.isLate } }
        set { state.withLock { $0.isLate = newValue } }
    }

    package func append(_ bytes: UnsafeRawBufferPointer) {
        nonisolated(unsafe) let bytes = bytes
        state.withLock { state in
            let room = max(0, limit - state.head.count)
            state.head.append(contentsOf: bytes.prefix(room))
            state.tail.append(contentsOf: bytes.dropFirst(room))
            guard state.tail.count > 2 * limit else { return }
            state.omitted += state.tail.count - limit
            state.tail.removeFirst(state.tail.count - limit)
        }
    }

    /// The bytes that were kept, with a line that reports how many were omitted.
    package var bytes: [UInt8] {
        state.withLock { state in
            let gap = state.omitted > 0 ? Array("\n… \(state.omitted) bytes left out …\n".utf8) : []
            return state.head + gap + state.tail
        }
    }
}
