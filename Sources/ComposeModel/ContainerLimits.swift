/// How the kernel shares memory and processors among containers, beyond the limits in `Resources`.
///
/// Source: Compose Specification, services, the keys named at each property. nil leaves a value to the engine.
public struct ContainerLimits: Hashable, Sendable {
    /// `mem_reservation` or `deploy.resources.reservations.memory`: bytes kept for it when memory is short.
    public var memoryReservationBytes: Int64?
    /// `memswap_limit`: bytes of memory and swap together; -1: no limit of swap.
    public var memoryAndSwapBytes: Int64?
    /// `mem_swappiness`: 0 to 100.
    public var swappiness: Int64?
    /// `oom_kill_disable`: the kernel does not end it when memory is short.
    public var disablesOOMKiller: Bool?
    /// `oom_score_adj`: -1000 to 1000; the higher, the sooner it is ended when memory is short.
    public var oomScoreAdjustment: Int64?
    /// `cpu_shares`: its weight against other containers.
    public var cpuShares: Int64?
    /// `cpu_period`: microseconds.
    public var cpuPeriod: Int64?
    /// `cpu_quota`: microseconds of processor time in each period.
    public var cpuQuota: Int64?
    /// `cpu_rt_period`: microseconds, for the real-time scheduler.
    public var cpuRealtimePeriod: Int64?
    /// `cpu_rt_runtime`: microseconds in each period, for the real-time scheduler.
    public var cpuRealtimeRuntime: Int64?
    /// `cpuset`: the processors it may use, such as `0-2,4`.
    public var cpuSet: String?
    /// `cpu_count`: processors, on engines of Windows.
    public var cpuCount: Int64?
    /// `cpu_percent`: of all processors together, on engines of Windows.
    public var cpuPercent: Double?
    /// `blkio_config`; nil: no limits.
    public var blockIO: BlockIO?

    /// No limits.
    public init() {}
}

/// Limits of a container's block devices. Source: Compose Specification, services, `blkio_config`.
public struct BlockIO: Hashable, Sendable {
    /// A device and its weight.
    public struct Weight: Hashable, Sendable {
        /// The device file.
        public var path: String
        /// 10 to 1000.
        public var weight: Int64

        /// The weight of one device.
        public init(path: String, weight: Int64) {
            self.path = path
            self.weight = weight
        }
    }

    /// A device and how much of it may be used in a second.
    public struct Rate: Hashable, Sendable {
        /// The device file.
        public var path: String
        /// Bytes or operations a second.
        public var rate: Int64

        /// The rate of one device.
        public init(path: String, rate: Int64) {
            self.path = path
            self.rate = rate
        }
    }

    /// Its weight on every device, 10 to 1000.
    public var weight: Int64?
    /// Weights on single devices.
    public var deviceWeights: [Weight] = []
    /// `device_read_bps`: bytes a second.
    public var readBytes: [Rate] = []
    /// `device_write_bps`: bytes a second.
    public var writeBytes: [Rate] = []
    /// `device_read_iops`: operations a second.
    public var readOperations: [Rate] = []
    /// `device_write_iops`: operations a second.
    public var writeOperations: [Rate] = []

    /// No limits.
    public init() {}
}
