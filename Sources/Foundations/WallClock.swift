import Glibc

/// The clock of the date and the time of day. It may be set forward or back.
package enum WallClock {
    /// The current time in nanoseconds since 1970, UTC.
    package static var nowNs: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
