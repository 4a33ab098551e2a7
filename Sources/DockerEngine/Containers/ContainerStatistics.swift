/// A container's resource usage. Source: Docker Engine API, ContainerStats.
package struct ContainerStatistics: Decodable, Hashable, Sendable {
    /// CPU time since the container started.
    package var cpuNanoseconds: Int64
    /// Memory in use, without inactive file pages, which the kernel can reclaim at once.
    package var memoryBytes: Int64

    private struct CPU: Decodable {
        struct Usage: Decodable {
            var total: UInt64?
            enum CodingKeys: String, CodingKey { case total = "total_usage" }
        }
        var usage: Usage?
        enum CodingKeys: String, CodingKey { case usage = "cpu_usage" }
    }

    private struct Memory: Decodable {
        struct Details: Decodable {
            /// Present with cgroups v1.
            var totalInactiveFile: UInt64?
            /// Present with cgroups v2.
            var inactiveFile: UInt64?
            enum CodingKeys: String, CodingKey {
                case totalInactiveFile = "total_inactive_file"
                case inactiveFile = "inactive_file"
            }
        }
        var usage: UInt64?
        var stats: Details?
    }

    private enum CodingKeys: String, CodingKey {
        case cpu = "cpu_stats"
        case memory = "memory_stats"
    }

    /// Decodes a sample. A container that has just ended reports zeros.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let cpu = try values.decodeIfPresent(CPU.self, forKey: .cpu)
        let memory = try values.decodeIfPresent(Memory.self, forKey: .memory)
        cpuNanoseconds = Int64(clamping: cpu?.usage?.total ?? 0)
        let used = memory?.usage ?? 0
        let inactive = memory?.stats?.totalInactiveFile ?? memory?.stats?.inactiveFile ?? 0
        memoryBytes = Int64(clamping: used > inactive ? used - inactive : used)
    }
}
