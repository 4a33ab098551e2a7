import Health
import NIOPosix

/// Probes all stores concurrently, with the same probes as the supervisor.
struct StoreChecks: Sendable {
    private struct Store: Sendable {
        var name: String
        var probe: any HealthProbe
    }

    private static let timeout = Duration.seconds(1)
    private let factory = ProbeFactory(eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
    private let stores: [Store]
    /// The stores that cannot be probed.
    private let unusable: [String: HealthReport.Store]

    init(_ endpoints: StoreEndpoints) {
        var stores: [Store] = []
        var unusable: [String: HealthReport.Store] = [:]
        for (name, setting) in endpoints.stores {
            switch setting {
            case .asked(let endpoint):
                let probe = factory.probe(for: endpoint.probe) { _ in
                    endpoint.address
                } runner: { _, _ in
                    CommandResult(end: .notStarted("command probes are not supported"))
                }
                stores.append(Store(name: name, probe: probe))
            case .unusable(let reason):
                unusable[name] = HealthReport.Store(status: .down, latencyMs: 0, detail: reason)
            }
        }
        self.stores = stores
        self.unusable = unusable
    }

    /// Probes all stores and returns their current health.
    func report() async -> HealthReport {
        await withTaskGroup(of: (String, HealthReport.Store).self) { group in
            for store in stores {
                group.addTask { (store.name, await Self.check(store)) }
            }
            return HealthReport(stores: await group.reduce(into: unusable) { $0[$1.0] = $1.1 })
        }
    }

    func shutdown() async { await factory.shutdown() }

    private static func check(_ store: Store) async -> HealthReport.Store {
        let outcome = await store.probe.check(timeout: timeout)
        let milliseconds = outcome.latency / .milliseconds(1)
        return HealthReport.Store(
            status: outcome.succeeded ? .up : .down,
            latencyMs: (milliseconds * 100).rounded() / 100,
            detail: outcome.message
        )
    }
}
