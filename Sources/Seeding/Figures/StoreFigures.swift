package import ControlAPI
import Foundations

/// Figures that stores of the stack tell about themselves, but not to Prometheus, as metrics: Temporal's dead-letter
/// queues, Typesense's memory and requests, and clamd's threads and queue.
///
/// The stores are asked at once and each for a limited time, so a store that hangs delays the others by that at most.
/// The labels are bounded by the names in the Compose file and by Temporal's few queues.
package struct StoreFigures: Sendable {
    /// Less than the default time limit of a scrape, of which the other metrics also need a part.
    private static let defaultTimeout = Duration.seconds(1)

    private let stores: StoreAvailability
    private let timeout: Duration

    /// - Parameter stores: only those that are ready are asked.
    package init(_ stores: StoreAvailability) { self.init(stores, timeout: Self.defaultTimeout) }

    init(_ stores: StoreAvailability, timeout: Duration) {
        self.stores = stores
        self.timeout = timeout
    }

    package func families() async -> [MetricFamily] {
        async let deadLetters = answer(.temporal, stores.endpoints.temporal) { address in
            try await TemporalClient.connected(to: address, namespace: "", timeout: timeout) { client in
                try await client.deadLetters()
            }
        }
        async let typesense = answer(.typesense, stores.endpoints.typesense) { endpoint in
            try await TypesenseFigures(from: TypesenseClient(endpoint))
        }
        async let clamd = answer(.clamav, stores.endpoints.clamd) { address in
            try await ClamdFigures(from: address, timeout: timeout)
        }
        var families = await deadLetters.value.map { [Self.family($0)] } ?? []
        families += await typesense.value?.families(service(.typesense)) ?? []
        families += await clamd.value?.families(service(.clamav)) ?? []
        let answered = await [
            (StoreName.temporal, deadLetters.hasSucceeded), (.typesense, typesense.hasSucceeded),
            (.clamav, clamd.hasSucceeded),
        ]
        return families + [success(answered)]
    }

    private struct Answer<Value: Sendable>: Sendable {
        var value: Value?
        /// nil: the store was not asked.
        var hasSucceeded: Bool?
    }

    private func answer<Endpoint: Sendable, Value: Sendable>(
        _ store: StoreName,
        _ endpoint: Endpoint?,
        _ ask: @escaping @Sendable (Endpoint) async throws -> Value
    ) async -> Answer<Value> {
        guard let endpoint, stores.instance(of: store) != nil else { return Answer() }
        let late = SeedingError(.unreachable, "no answer in time")
        let value = try? await TimeLimit.run(timeout, late: late) { try await ask(endpoint) }
        return Answer(value: value, hasSucceeded: value != nil)
    }

    private func service(_ store: StoreName) -> String { stores.services[store] ?? store.rawValue }

    /// Exports 0 if there is no queue, so that the metric always exists.
    private static func family(_ queues: [(queue: String, count: Int)]) -> MetricFamily {
        let samples = queues.map { MetricFamily.Sample([("queue", $0.queue)], Double($0.count)) }
        return MetricFamily(
            "temporal_dead_letters",
            .gauge,
            "Tasks in a dead-letter queue of Temporal.",
            samples.isEmpty ? [MetricFamily.Sample([], 0)] : samples
        )
    }

    private func success(_ answered: [(StoreName, Bool?)]) -> MetricFamily {
        MetricFamily(
            "cpadev_store_figures_success",
            .gauge,
            "Whether the service gave its own figures.",
            answered.compactMap { store, hasSucceeded in
                hasSucceeded.map { MetricFamily.Sample([("service", service(store))], $0 ? 1 : 0) }
            }
        )
    }
}
