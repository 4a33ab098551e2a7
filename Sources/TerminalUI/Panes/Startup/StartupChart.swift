import ControlAPI
import FoundationEssentials

/// The times of each service in the start in progress, or else in the last complete one.
struct StartupChart {
    struct Row: Hashable {
        var service: String
        /// Milliseconds after the start began; nil if not reached yet.
        var began: Double?
        var ready: Double?
        /// When it became clear that it would not become ready.
        var failed: Double?
        var isCritical = false
    }

    private(set) var rows: [Row] = []
    /// The length of the axis in milliseconds; nil if there is nothing to show.
    private(set) var total: Double?
    /// Whether the start is in progress.
    private(set) var isUnderWay = false
    private(set) var criticalPath: [String] = []
    private(set) var criticalPathMs = 0.0

    init(_ model: AppModel) {
        let timeline = model.startup
        if timeline.isUnderWay, let began = timeline.began {
            isUnderWay = true
            func milliseconds(_ date: Date?) -> Double? {
                date.map { max(0, $0.timeIntervalSince(began) * 1000) }
            }
            total = max(1, milliseconds(model.now) ?? 1)
            let services = model.stack?.services.map(\.name) ?? []
            rows = services.compactMap { name in
                timeline.times[name].map {
                    Row(
                        service: name,
                        began: milliseconds($0.spawned),
                        ready: milliseconds($0.ready),
                        failed: milliseconds($0.failed)
                    )
                }
            }
        } else if let profile = timeline.profile {
            total = max(1, Self.finite(profile.totalMs))
            criticalPath = profile.criticalPath
            criticalPathMs = profile.criticalPathMs
            rows = profile.entries.map {
                Row(
                    service: $0.service,
                    began: Self.finite($0.unblockedMs),
                    ready: $0.readyMs.map(Self.finite),
                    failed: $0.readyMs == nil ? total : nil,
                    isCritical: $0.onCriticalPath
                )
            }
        }
    }

    /// Returns the columns of a bar for waiting, starting and being ready; together at most `width`.
    func segments(of row: Row, width: Int) -> (waits: Int, starts: Int, isReady: Int) {
        guard let total, width > 0 else { return (0, 0, 0) }
        func columns(_ milliseconds: Double) -> Int {
            Int((min(max(0, milliseconds / total), 1) * Double(width)).rounded())
        }
        let end = row.ready ?? row.failed ?? total
        let waits = min(columns(min(row.began ?? end, end)), width - 1)
        // A service that began gets at least one column.
        let starts = row.began == nil ? 0 : max(1, columns(end) - waits)
        if row.began == nil { return (max(1, columns(end)), 0, 0) }
        return (waits, min(starts, width - waits), row.ready == nil ? 0 : max(0, width - waits - starts))
    }

    private static func finite(_ value: Double) -> Double { value.isFinite ? min(max(0, value), 1e12) : 0 }
}
