import Synchronization

/// Counts what the backend did. All counters exist from the start, because Prometheus sees no increase from nothing to 1.
final class BackendCounters: Sendable {
    enum Event: Hashable, Sendable {
        case login
        case loginFailure
        case rateLimitHit(RouteClass)
        case documentProcessed
        case invoiceGenerated
    }

    private let counts = Mutex<[Event: Int]>([:])

    func add(_ event: Event) { counts.withLock { $0[event, default: 0] += 1 } }

    /// The counters as Prometheus reads them.
    var text: String {
        let counts = counts.withLock { $0 }
        func counter(_ name: String, _ event: Event) -> String {
            "# TYPE \(name) counter\n\(name) \(counts[event, default: 0])\n"
        }
        let hits = RouteClass.allCases.map { route in
            "rate_limit_hits_total{route=\"\(route.rawValue)\"} \(counts[.rateLimitHit(route), default: 0])\n"
        }
        return counter("logins_total", .login) + counter("login_failures_total", .loginFailure)
            + "# TYPE rate_limit_hits_total counter\n" + hits.joined()
            + counter("documents_processed_total", .documentProcessed)
            + counter("invoices_generated_total", .invoiceGenerated)
    }
}
