import ComposeModel
import LogAnalysis
import LogStore

/// Finds requests of visitors in the logs of services: whatever serves the pages, and in whichever runtime, logs them.
struct VisitSearch: Sendable {
    let logs: LogStore
    let lines: [ResetSettings.VisitLine]

    /// Returns the time of the last request since a time; nil if there was none, or if a log cannot be read. Nanoseconds since
    /// 1970.
    func latest(since: Int64) async -> Int64? {
        var latest: Int64?
        // A service without a log has had no visitor, and gets none by being asked.
        let services = Set(logs.services)
        for line in lines where services.contains(line.service) {
            guard let found = await self.latest(line, since: since) else { continue }
            latest = max(latest ?? found, found)
        }
        return latest
    }

    private func latest(_ line: ResetSettings.VisitLine, since: Int64) async -> Int64? {
        let pattern = LogPattern(line.text, kind: .literal, case: .sensitive)
        guard let log = try? logs.log(for: line.service),
            let selection = try? LogSelection(
                [log],
                filter: LogFilter(pattern: pattern, since: since),
                extent: .newest(1)
            )
        else { return nil }
        var latest: Int64?
        do {
            for try await batch in selection { latest = batch.records.last?.merged.record.timeNs ?? latest }
        } catch {}
        return latest
    }
}
