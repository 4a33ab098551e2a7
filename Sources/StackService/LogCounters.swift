import ComposeModel
import ControlAPI
import Foundations
import LogAnalysis
import LogStore

/// Counts the lines of all logs by level, and those that contain certain texts. Counting begins with the supervisor.
///
/// Each request for metrics reads the new lines. Writing a line does no counting, so services are not delayed, and
/// nothing is read while nobody asks.
actor LogCounters {
    /// How many bytes of one log are read for one answer. The rest follows with the next.
    private static let byteLimit = 16 << 20
    private static let recordLimit = 100_000

    private struct Position {
        var next: UInt64
        var levels: LevelTracker
        var byLevel: [LogLevel?: Int] = [:]
    }

    private let logs: LogStore
    private let startNs: Int64
    private var positions: [String: Position] = [:]
    private var matches: [MetricsSettings.LineCounter: Int] = [:]

    /// - Parameter startNs: the time of the first line to count: nanoseconds since 1970.
    init(_ logs: LogStore, from startNs: Int64 = WallClock.nowNs) {
        self.logs = logs
        self.startNs = startNs
    }

    private func start(of log: ServiceLog) -> Position? {
        guard let first = try? log.firstLine(at: startNs) else { return nil }
        return Position(next: first, levels: LevelTracker(expecting: logs.expected(of: log.service)))
    }

    /// Reads what is new and returns the counts as metrics.
    func metrics(of services: [String], _ counters: [MetricsSettings.LineCounter]) -> [MetricFamily] {
        for service in services { read(service, counters.filter { $0.service == service }) }
        var byLevel: [MetricFamily.Sample] = []
        var lost: [MetricFamily.Sample] = []
        for service in services {
            for level in LogLevel.allCases.map(Optional.some) + [nil] {
                let labels = [("service", service), ("level", level?.rawValue ?? "none")]
                byLevel.append(MetricFamily.Sample(labels, Double(positions[service]?.byLevel[level] ?? 0)))
            }
            lost.append(MetricFamily.Sample([("service", service)], Double(logs.loss(of: service).lines)))
        }
        let families = [
            MetricFamily("cpadev_log_lines_total", .counter, "Log lines by level.", byLevel),
            MetricFamily("cpadev_log_lost_lines_total", .counter, "Log lines that could not be written.", lost),
        ]
        return families + matched(counters)
    }

    private func matched(_ counters: [MetricsSettings.LineCounter]) -> [MetricFamily] {
        Dictionary(grouping: counters, by: \.name).sorted { $0.key < $1.key }.map { name, counters in
            let samples = counters.map { counter in
                MetricFamily.Sample([("service", counter.service)], Double(matches[counter] ?? 0))
            }
            let name = String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
            return MetricFamily(name, .counter, "Log lines with a text that the Compose file names.", samples)
        }
    }

    private func read(_ service: String, _ counters: [MetricsSettings.LineCounter]) {
        guard let log = try? logs.log(for: service),
            var position = positions[service] ?? start(of: log)
        else { return }
        let records = try? log.read(
            from: position.next,
            limit: Self.recordLimit,
            byteLimit: Self.byteLimit,
            joining: .on
        )
        let texts = counters.map { ExpectedTexts([$0.text]) }
        for record in records ?? [] {
            record.bytes.withUnsafeBytes { bytes in
                let level = position.levels.level(
                    of: bytes,
                    stream: record.stream,
                    isContinuation: record.isContinuation
                )
                position.byLevel[level, default: 0] += 1
                for (counter, text) in zip(counters, texts) where text.contains(anyIn: bytes) {
                    matches[counter, default: 0] += 1
                }
            }
            position.next = record.number + 1
        }
        positions[service] = position
    }
}
