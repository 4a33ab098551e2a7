/// How the kernel shares memory and processors among containers, beyond the limits in `Resources`.
///
/// Source: Compose Specification, services, the keys named at each property. nil leaves a value to the engine.
package struct ContainerLimits: Hashable, Sendable {
    /// `mem_reservation` or `deploy.resources.reservations.memory`: bytes kept for it when memory is short.
    package var memoryReservationBytes: Int64?
    /// `memswap_limit`: bytes of memory and swap together; -1: no limit of swap.
    package var memoryAndSwapBytes: Int64?
    /// `mem_swappiness`: 0 to 100.
    package var swappiness: Int64?
    /// `oom_kill_disable`: the kernel does not end it when memory is short.
    package var disablesOOMKiller: Bool?
    /// `oom_score_adj`: -1000 to 1000; the higher, the sooner it is ended when memory is short.
    package var oomScoreAdjustment: Int64?
    /// `cpu_shares`: its weight against other containers.
    package var cpuShares: Int64?
    /// `cpu_period`: microseconds.
    package var cpuPeriod: Int64?
    /// `cpu_quota`: microseconds of processor time in each period.
    package var cpuQuota: Int64?
    /// `cpu_rt_period`: microseconds, for the real-time scheduler.
    package var cpuRealtimePeriod: Int64?
    /// `cpu_rt_runtime`: microseconds in each period, for the real-time scheduler.
    package var cpuRealtimeRuntime: Int64?
    /// `cpuset`: the processors it may use, such as `0-2,4`.
    package var cpuSet: String?
    /// `cpu_count`: processors, on engines of Windows.
    package var cpuCount: Int64?
    /// `cpu_percent`: of all processors together, on engines of Windows.
    package var cpuPercent: Double?
    /// `blkio_config`; nil: no limits.
    package var blockIO: BlockIO?

    /// No limits.
    package init() {}
}

/// Limits of a container's block devices. Source: Compose Specification, services, `blkio_config`.
package struct BlockIO: Hashable, Sendable {
    /// A device and its weight.
    package struct Weight: Hashable, Sendable {
        /// The device file.
        package var path: String
        /// 10 to 1000.
        package var weight: Int64

        /// The weight of one device.
        package init(path: String, weight: Int64) {
            self.path = path
            self.weight = weight
        }
    }

    /// A device and how much of it may be used in a second.
    package struct Rate: Hashable, Sendable {
        /// The device file.
        package var path: String
        /// Bytes or operations a second.
        package var rate: Int64

        /// The rate of one device.
        package init(path: String, rate: Int64) {
            self.path = path
            self.rate = rate
        }
    }

    /// Its weight on every device, 10 to 1000.
    package var weight: Int64?
    /// Weights on single devices.
    package var deviceWeights: [Weight] = []
    /// `device_read_bps`: bytes a second.
    package var readBytes: [Rate] = []
    /// `device_write_bps`: bytes a second.
    package var writeBytes: [Rate] = []
    /// `device_read_iops`: operations a second.
    package var readOperations: [Rate] = []
    /// `device_write_iops`: operations a second.
    package var writeOperations: [Rate] = []

    /// No limits.
    package init() {}
}
