import Glibc

/// The clock of the date and the time of day. It may be set forward or back.
package enum WallClock {
    /// The current time in nanoseconds since 1970, UTC.
    package static var nowNs: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The current time in seconds since 1970.
    package static var now: Double { Double(nowNs) / 1e9 }

    /// The local offset from UTC at a time, in seconds; positive to the east.
    /// - Parameter second: Seconds since 1970.
    package static func utcOffset(at second: Int) -> Int {
        var second = time_t(second)
        var local = tm()
        return localtime_r(&second, &local) == nil ? 0 : local.tm_gmtoff
    }
}
