import ControlAPI
import Seeding

/// The figures of the stores, which are asked for them at most every 15 seconds.
///
/// Prometheus scrapes more often. New connections for each scrape would cost more than the scrape.
actor StoreFigureCache {
    static let lifetime = Duration.seconds(15)

    private let ask: @Sendable (StoreAvailability) async -> [MetricFamily]
    private let now: @Sendable () -> ContinuousClock.Instant
    private var last: (families: [MetricFamily], stores: StoreAvailability, at: ContinuousClock.Instant)?

    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        ask: @escaping @Sendable (StoreAvailability) async -> [MetricFamily] = { await StoreFigures($0).families() }
    ) {
        self.now = now
        self.ask = ask
    }

    /// Returns the figures. Stores of which others are ready than before are asked at once.
    func families(_ stores: StoreAvailability) async -> [MetricFamily] {
        let now = now()
        if let last, last.stores == stores, now - last.at < Self.lifetime { return last.families }
        let families = await ask(stores)
        last = (families, stores, now)
        return families
    }
}
