import ComposeModel
import Synchronization

/// The pending and the finished work of a watch: several tasks add to it, and one takes from it.
final class WatchInbox: Sendable {
    private struct State {
        var refreshes: [ServiceRefresh] = []
        var done: [String] = []
    }

    /// Yields whenever there is something to take; ends with the watch.
    let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let state: Mutex<State>

    init(_ refreshes: [ServiceRefresh]) {
        // One pending wake-up is enough.
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        state = Mutex(State(refreshes: refreshes))
        wake.yield()
    }

    func add(_ refreshes: [ServiceRefresh]) {
        state.withLock { $0.refreshes += refreshes }
        wake.yield()
    }

    func done(_ service: String) {
        state.withLock { $0.done.append(service) }
        wake.yield()
    }

    func take() -> [ServiceRefresh] {
        state.withLock { state in
            defer { state.refreshes = [] }
            return state.refreshes
        }
    }

    func takeDone() -> [String] {
        state.withLock { state in
            defer { state.done = [] }
            return state.done
        }
    }

    func finish() { wake.finish() }
}
