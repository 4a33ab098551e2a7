import CLibPQ
import Dispatch
import Foundations
import Synchronization

/// Checks that a server still responds while a statement of unlimited duration runs. A connection to a server whose
/// processes are stopped stays open without any error.
struct ServerPulse: Sendable {
    private static let interval = DispatchTimeInterval.seconds(2)
    private static let limit = "3"

    private let parameters: [(name: String, value: String)]

    init(_ endpoint: StoreEndpoints.Postgres) {
        parameters = [
            ("host", endpoint.address.host), ("port", "\(endpoint.address.port)"), ("user", endpoint.user),
            ("dbname", "postgres"), ("sslmode", "disable"), ("connect_timeout", Self.limit),
        ]
    }

    /// A watch on one call.
    final class Watch: Sendable {
        private let isOver = Mutex(false)

        fileprivate var isRunning: Bool { isOver.withLock { !$0 } }

        /// Ends the watch.
        func end() { isOver.withLock { $0 = true } }
    }

    /// Starts checking periodically until the watch ends.
    /// - Parameter onSilence: called once if the server does not respond to a new connection either.
    func watch(onSilence: @escaping @Sendable () -> Void) -> Watch {
        let watch = Watch()
        look(watch, onSilence)
        return watch
    }

    private func look(_ watch: Watch, _ onSilence: @escaping @Sendable () -> Void) {
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.interval) {
            guard watch.isRunning else { return }
            guard answers() else {
                if watch.isRunning { onSilence() }
                return
            }
            look(watch, onSilence)
        }
    }

    /// Whether the server responds to a new connection in time, even with a refusal.
    private func answers() -> Bool {
        CStringArray.withPairs(parameters) { PQpingParams($0, $1, 0) } != PQPING_NO_RESPONSE
    }
}
