import ControlAPI
import ControlClient
import Diagnostics
import Foundations
import Glibc
import LogAnalysis
import Monitoring
import StackHost

/// Writes a recording of a running stack.
struct RecordingWriter {
    let client: ControlClient
    let header: RecordingPart.Header
    /// What the recording lacks, and why.
    private(set) var omissions: [String] = []

    init(_ client: ControlClient, _ header: RecordingPart.Header) {
        self.client = client
        self.header = header
    }

    /// Writes the file, which exists only once it is complete.
    /// - Returns: what is in it, in words.
    mutating func write(to path: String) async throws -> String {
        let part = "\(path).part"
        let sink = try ByteSink.file(part)
        do {
            let words = try await write(sink)
            try sink.finish()
            guard rename(part, path) == 0 else { throw CommandFailure.unwritable(errno, path) }
            return words
        } catch {
            unlink(part)
            throw error
        }
    }

    private mutating func write(_ sink: ByteSink) async throws -> String {
        try sink.write(RecordingPart.header(header).bytes)
        let entries = Self.period(try await client.history(from: header.fromNs, to: header.toNs), from: header.fromNs)
        if entries.isEmpty { omissions.append("states and events: nothing is recorded of that time") }
        for entry in entries { try sink.write(RecordingPart.history(entry).bytes) }
        for part in await monitoring() { try sink.write(part.bytes) }
        let filter = LogFilter(since: header.fromNs, until: header.toNs)
        var lines = 0
        for try await batch in try await client.logs(LogQuery(filter: filter)) where !batch.lines.isEmpty {
            try sink.write(RecordingPart.lines(batch.lines).bytes)
            lines += batch.lines.count
        }
        try sink.write(RecordingPart.end(lines: lines).bytes)
        let events = entries.count { if case .event = $0.content { true } else { false } }
        return "\(lines.counted("log line")) and \(events.counted("event"))"
    }

    /// Returns the entries of a period after one that says what the stack was when it began.
    static func period(_ entries: [HistoryEntry], from startNs: Int64) -> [HistoryEntry] {
        guard let past = PastStack(entries, at: startNs) else { return entries }
        let first = HistoryEntry(atNs: startNs, .snapshot(past.snapshot))
        let end = past.hasSupervisor ? [] : [HistoryEntry(atNs: startNs, .ended)]
        return [first] + end + entries.filter { $0.atNs > startNs }
    }

    /// Returns what Prometheus says of the period. What it does not say is an omission.
    private mutating func monitoring() async -> [RecordingPart] {
        let address: String
        do { address = try await client.snapshot().prometheusAddress() } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            omissions.append("figures, alerts and dashboards: \(reason)")
            return []
        }
        let prometheus = PrometheusClient(address: address)
        var parts: [RecordingPart] = []
        do throws(MonitoringError) {
            parts += try await ServiceFigures(prometheus: prometheus).figures(of: header).map(RecordingPart.figures)
        } catch { omissions.append("figures: \(error.message)") }
        do throws(MonitoringError) {
            parts.append(.alerts(try await PastAlerts(prometheus: prometheus).history(of: header)))
        } catch { omissions.append("alerts: \(error.message)") }
        let (dashboards, problems) = await RecordedDashboards.record(header, client)
        omissions += problems
        return parts + dashboards.map(RecordingPart.dashboard)
    }
}
