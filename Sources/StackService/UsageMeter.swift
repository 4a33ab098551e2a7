import ControlAPI
import Foundations
import Runtime
import Supervision

/// Converts CPU times into percentages. Samples on demand, at most once a second for all subscribers.
actor UsageMeter {
    private let supervisor: Supervisor
    private let clock = ContinuousClock()
    private var last: (at: ContinuousClock.Instant, usage: [String: ResourceUsage])?
    private var current: [ServiceMetrics] = []

    init(_ supervisor: Supervisor) { self.supervisor = supervisor }

    func metrics() async -> [ServiceMetrics] {
        if let last, last.at.duration(to: clock.now) < .seconds(1) { return current }
        let usage = await supervisor.usage()
        let now = clock.now
        current = usage.map { name, usage in
            ServiceMetrics(
                name: name,
                cpuPercent: percent(of: name, usage, at: now),
                memoryBytes: usage.memoryBytes
            )
        }.sorted { $0.name < $1.name }
        last = (now, usage)
        return current
    }

    private func percent(of name: String, _ usage: ResourceUsage, at now: ContinuousClock.Instant) -> Double {
        guard let last, let before = last.usage[name] else { return 0 }
        let used = (usage.processorTime - before.processorTime).milliseconds
        let passed = last.at.duration(to: now).milliseconds
        // The sum can decrease, because the time of a process that exited is no longer included.
        return passed > 0 ? max(0, used / passed * 100) : 0
    }
}
