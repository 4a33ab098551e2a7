import Glibc
import Runtime

/// Sums the resource usage of instances and all their descendants.
enum ResourceSampler {
    private static let tickNanoseconds = 1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    private static let pageBytes = Int64(sysconf(Int32(_SC_PAGESIZE)))

    /// Attributes each process to the instance whose main process leads its session or is its nearest ancestor.
    static func sample(_ running: [InstanceID: Int32], in table: ProcessTable) -> [InstanceID: ResourceUsage] {
        let owners = Dictionary(running.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        var result: [InstanceID: ResourceUsage] = [:]
        for entry in table.entries.values {
            guard let instance = owner(of: entry, owners, table) else { continue }
            var usage = result[instance] ?? ResourceUsage(processorTime: .zero, memoryBytes: 0)
            usage.processorTime += .nanoseconds(Int64(entry.processorTicks) * tickNanoseconds)
            usage.memoryBytes += entry.residentPages * pageBytes
            result[instance] = usage
        }
        return result
    }

    private static func owner(
        of entry: ProcessTable.Entry,
        _ owners: [Int32: InstanceID],
        _ table: ProcessTable
    ) -> InstanceID? {
        var current = entry
        // Bounded, because the table is not read atomically and could contain a cycle.
        for _ in 0..<64 {
            if let owner = owners[current.pid] ?? owners[current.session] { return owner }
            guard let parent = table.entries[current.parent] else { return nil }
            current = parent
        }
        return nil
    }
}
