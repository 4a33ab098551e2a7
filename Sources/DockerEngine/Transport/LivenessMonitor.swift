import NIOCore
import Synchronization

/// Asks the engine whether it is alive while long calls are open, since a half-open connection, or an engine that hangs,
/// shows in nothing else.
final class LivenessMonitor: Sendable {
    /// When a call ends.
    enum Patience: Sendable {
        /// As soon as the engine gives no answer, whatever the reason.
        case none
        /// Once it does not answer in time. An engine that takes no new connections is about to end, and closes this one
        /// itself when it has sent all.
        case untilClosed
    }

    private struct Watched {
        weak var connection: EngineConnection?
        var patience: Patience
    }

    private struct State {
        var watched: [Watched] = []
        var task: Task<Void, Never>?
    }

    private let interval: Duration
    private let ping: @Sendable () async throws(EngineError) -> Void
    private let state = Mutex(State())

    init(interval: Duration, ping: @escaping @Sendable () async throws(EngineError) -> Void) {
        self.interval = interval
        self.ping = ping
    }

    deinit { state.withLock { $0.task?.cancel() } }

    /// Ends the connection's call with an error when the engine is not alive any more, and nothing came meanwhile.
    func watch(_ connection: EngineConnection, _ patience: Patience) {
        state.withLock { state in
            state.watched.append(Watched(connection: connection, patience: patience))
            guard state.task == nil else { return }
            state.task = Task { [weak self, interval] in
                repeat { try? await Task.sleep(for: interval) } while await self?.check() == true
            }
        }
    }

    /// False once there is nothing to watch.
    private func check() async -> Bool {
        let isNeeded = state.withLock { state in
            state.watched.removeAll { $0.connection?.channel.isActive != true }
            if state.watched.isEmpty { state.task = nil }
            return !state.watched.isEmpty
        }
        guard isNeeded, !Task.isCancelled else { return false }
        let start = NIODeadline.now()
        do throws(EngineError) { try await ping() } catch {
            if error.code == .cancelled { return false }
            for watched in state.withLock({ $0.watched }) where watched.patience == .none || error.code == .timedOut {
                watched.connection?.failIfSilent(since: start, error)
            }
        }
        return true
    }
}
