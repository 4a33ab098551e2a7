import ControlAPI
import Foundations

/// What Typesense says of itself in `/metrics.json` and `/stats.json`. Figures of the machine are left out, since the
/// node exporter has them, and so are those by request, whose paths are not bounded.
struct TypesenseFigures: Equatable, Sendable {
    private struct Metric {
        var name: String
        /// The member of the answer; nil: its name is that of the metric.
        var member: String?
        var help: String
        var factor = 1.0
    }

    /// Of `/metrics.json`.
    private static let memory = [
        Metric(name: "typesense_memory_active_bytes", help: "Memory in active pages."),
        Metric(name: "typesense_memory_allocated_bytes", help: "Memory that is allocated."),
        Metric(name: "typesense_memory_mapped_bytes", help: "Memory in mapped pages."),
        Metric(name: "typesense_memory_metadata_bytes", help: "Memory for the allocator's own data."),
        Metric(name: "typesense_memory_resident_bytes", help: "Memory that is resident."),
        Metric(name: "typesense_memory_retained_bytes", help: "Memory that is kept but not resident."),
        Metric(name: "typesense_memory_fragmentation_ratio", help: "The share of memory lost to fragmentation."),
    ]

    /// Of `/stats.json`, which counts the last ten seconds.
    private static let requests =
        ["search", "write", "import", "delete"].flatMap { kind in
            [
                Metric(
                    name: "typesense_\(kind)_latency_seconds",
                    member: "\(kind)_latency_ms",
                    help: "Mean duration of \(kind) requests.",
                    factor: 0.001
                ),
                Metric(
                    name: "typesense_\(kind)_requests_per_second",
                    member: "\(kind)_requests_per_second",
                    help: "Rate of \(kind) requests."
                ),
            ]
        } + [
            Metric(
                name: "typesense_requests_per_second",
                member: "total_requests_per_second",
                help: "Requests of all kinds."
            ),
            Metric(
                name: "typesense_overloaded_requests_per_second",
                member: "overloaded_requests_per_second",
                help: "Requests refused because of too many others."
            ),
            Metric(
                name: "typesense_pending_write_batches",
                member: "pending_write_batches",
                help: "Batches of writes that wait."
            ),
        ]

    private let metrics: JSONValue
    private let stats: JSONValue

    init(from client: TypesenseClient) async throws {
        async let metrics = client.send("GET", ["metrics.json"])
        async let stats = client.send("GET", ["stats.json"])
        guard let figures = TypesenseFigures(metrics: try await metrics.body, stats: try await stats.body) else {
            throw SeedingError(.garbled, "Typesense's figures are not JSON")
        }
        self = figures
    }

    init?(metrics: [UInt8], stats: [UInt8]) {
        guard let metrics = JSONValue(parsing: metrics), let stats = JSONValue(parsing: stats) else { return nil }
        self.metrics = metrics
        self.stats = stats
    }

    /// A figure that a version of Typesense does not have has no sample.
    func families(_ service: String) -> [MetricFamily] {
        Self.memory.map { Self.family($0, in: metrics, service) }
            + Self.requests.map { Self.family($0, in: stats, service) }
    }

    private static func family(_ metric: Metric, in answer: JSONValue, _ service: String) -> MetricFamily {
        let member = answer[metric.member ?? metric.name]
        // Some of its numbers are strings.
        let value = member?.number ?? member?.text.flatMap { Double($0) }
        let samples = value.map { [MetricFamily.Sample([("service", service)], $0 * metric.factor)] } ?? []
        return MetricFamily(metric.name, .gauge, metric.help, samples)
    }
}
