import Foundations
import NIOCore
import Synchronization

/// Pings the engine while long calls are open, because nothing else reveals a half-open connection or an engine that
/// hangs.
final class LivenessMonitor: Sendable {
    /// Which failed pings end a call.
    enum Patience: Sendable {
        /// Any failure.
        case none
        /// Only a timeout. An engine that refuses new connections is shutting down, and closes this connection itself once
        /// it has sent everything.
        case untilClosed
    }

    private struct Watched {
        weak var connection: EngineConnection?
        var patience: Patience
    }

    private struct State {
        var watched: [Watched] = []
        var task: OwnedTask<Void>?
    }

    private let interval: Duration
    private let ping: @Sendable () async throws(EngineError) -> Void
    private let state = Mutex(State())

    init(interval: Duration, ping: @escaping @Sendable () async throws(EngineError) -> Void) {
        self.interval = interval
        self.ping = ping
    }

    /// Fails the connection's call if a ping fails and no data has arrived since the ping was sent.
    func watch(_ connection: EngineConnection, _ patience: Patience) {
        state.withLock { state in
            state.watched.append(Watched(connection: connection, patience: patience))
            guard state.task == nil else { return }
            state.task = OwnedTask { [weak self, interval] in
                repeat { try? await Task.sleep(for: interval) } while await self?.check() == true
            }
        }
    }

    /// Pings the engine once. Returns false if there is nothing left to watch.
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
