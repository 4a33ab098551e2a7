import FoundationEssentials
import Foundations

extension PrometheusClient {
    /// How old the newest sample may be before nothing counts as stored: more than two of Prometheus' default scrape
    /// intervals, which is a minute.
    private static let longestGap = Duration.seconds(150)

    private struct Storage: Decodable {
        struct Head: Decodable {
            /// Milliseconds since 1970; a negative number if there are no samples.
            var maxTime: Int64
        }

        var headStats: Head
    }

    /// Throws if Prometheus stores nothing any more, as on a full disk: its rules would then find nothing whatever
    /// happens. Source: HTTP API, `/api/v1/status/tsdb`; a server without it is not checked.
    func verifyStorage(nowNs: Int64 = WallClock.nowNs) async throws(MonitoringError) {
        guard let storage: Storage = try? await get("/api/v1/status/tsdb"), storage.headStats.maxTime > 0 else {
            return
        }
        let gap = Duration.nanoseconds(nowNs) - .milliseconds(storage.headStats.maxTime)
        guard gap > Self.longestGap else { return }
        throw MonitoringError(
            .refused,
            "Prometheus has stored nothing for \(gap.components.seconds / 60) min, so its rules find nothing",
            remedy: "see why, such as a full disk: cpadev logs prometheus --level error"
        )
    }
}
