/// How the kernel shares memory and processors among containers, in addition to the limits in `Resources`.
///
/// nil leaves a value to the engine. Source: Compose Specification, services, the keys named at each property.
package struct ContainerLimits: Hashable, Sendable {
    /// `mem_reservation` or `deploy.resources.reservations.memory`: bytes reserved for it when memory is low.
    package var memoryReservationBytes: Int64?
    /// `memswap_limit`: bytes of memory and swap together; -1: unlimited swap.
    package var memoryAndSwapBytes: Int64?
    /// `mem_swappiness`: 0 to 100.
    package var swappiness: Int64?
    /// `oom_kill_disable`: the kernel does not kill it when memory is low.
    package var disablesOOMKiller: Bool?
    /// `oom_score_adj`: -1000 to 1000; the higher, the sooner it is killed when memory is low.
    package var oomScoreAdjustment: Int64?
    /// `cpu_shares`: its weight relative to other containers.
    package var cpuShares: Int64?
    /// `cpu_period`: microseconds.
    package var cpuPeriod: Int64?
    /// `cpu_quota`: microseconds of processor time in each period.
    package var cpuQuota: Int64?
    /// `cpu_rt_period`: microseconds, for the real-time scheduler.
    package var cpuRealtimePeriod: Int64?
    /// `cpu_rt_runtime`: microseconds in each period, for the real-time scheduler.
    package var cpuRealtimeRuntime: Int64?
    /// `cpuset`: the processors it can use, such as `0-2,4`.
    package var cpuSet: String?
    /// `cpu_count`: processors, on Windows engines.
    package var cpuCount: Int64?
    /// `cpu_percent`: the percentage of all processors, on Windows engines.
    package var cpuPercent: Double?
    /// `blkio_config`; nil: no limits.
    package var blockIO: BlockIO?

    package init() {}
}

/// Limits of a container's block devices. Source: Compose Specification, services, `blkio_config`.
package struct BlockIO: Hashable, Sendable {
    /// The weight of one device.
    package struct Weight: Hashable, Sendable {
        package var path: String
        /// 10 to 1000.
        package var weight: Int64

        package init(path: String, weight: Int64) {
            self.path = path
            self.weight = weight
        }
    }

    /// The rate limit of one device.
    package struct Rate: Hashable, Sendable {
        package var path: String
        /// Bytes or operations per second.
        package var rate: Int64

        package init(path: String, rate: Int64) {
            self.path = path
            self.rate = rate
        }
    }

    /// Its weight on every device, 10 to 1000.
    package var weight: Int64?
    /// Weights for specific devices.
    package var deviceWeights: [Weight] = []
    /// `device_read_bps`: bytes per second.
    package var readBytes: [Rate] = []
    /// `device_write_bps`: bytes per second.
    package var writeBytes: [Rate] = []
    /// `device_read_iops`: operations per second.
    package var readOperations: [Rate] = []
    /// `device_write_iops`: operations per second.
    package var writeOperations: [Rate] = []

    package init() {}
}
