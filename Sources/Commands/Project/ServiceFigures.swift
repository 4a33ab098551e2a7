import ControlAPI
import ControlClient
import Dashboards
import Monitoring
import StackHost

/// CPU and memory of services at earlier times, as the stack's Prometheus has recorded them.
struct ServiceFigures: Sendable {
    /// Prometheus asks every five seconds, and two answers make a rate.
    private static let cpu = "100 * rate(cpadev_service_cpu_seconds_total[30s])"
    private static let memory = "cpadev_service_memory_bytes"

    let prometheus: PrometheusClient

    /// Returns the figures at a moment, in nanoseconds since 1970; none if none are known.
    func figures(at momentNs: Int64) async throws(MonitoringError) -> [ServiceMetrics] {
        let time = Double(momentNs) / 1e9
        let cpu = try await prometheus.values(of: Self.cpu, at: time)
        let memory = try await prometheus.values(of: Self.memory, at: time)
        return Self.figures(cpu, memory).last?.services ?? []
    }

    /// Returns the figures of a period, one after the other.
    func figures(of header: RecordingPart.Header) async throws(MonitoringError) -> [RecordingPart.Figures] {
        let (start, end) = (Double(header.fromNs) / 1e9, Double(header.toNs) / 1e9)
        let step = RecordingStep.seconds(from: start, to: end, least: 15, most: 5000)
        let cpu = try await prometheus.values(of: Self.cpu, from: start, to: end, step: step)
        let memory = try await prometheus.values(of: Self.memory, from: start, to: end, step: step)
        return Self.figures(cpu, memory)
    }

    private static func figures(
        _ cpu: [PrometheusClient.RawSeries],
        _ memory: [PrometheusClient.RawSeries]
    ) -> [RecordingPart.Figures] {
        var found: [Double: [String: ServiceMetrics]] = [:]
        func add(_ series: [PrometheusClient.RawSeries], _ set: (inout ServiceMetrics, Double) -> Void) {
            for series in series {
                guard let name = series.labels["service"] else { continue }
                for sample in series.samples where sample.value.isFinite {
                    let empty = ServiceMetrics(name: name, cpuPercent: 0, memoryBytes: 0)
                    set(&found[sample.time, default: [:]][name, default: empty], sample.value)
                }
            }
        }
        add(cpu) { $0.cpuPercent = $1 }
        add(memory) { $0.memoryBytes = Int64(min(max(0, $1), 1e18)) }
        return found.sorted { $0.key < $1.key }.map { time, services in
            RecordingPart.Figures(atNs: Int64(time * 1e9), services: services.values.sorted { $0.name < $1.name })
        }
    }
}
