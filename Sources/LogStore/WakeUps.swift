import Foundations

/// A stream of wake-ups for all the logs. It does not end when logs are closed, but closing wakes it.
/// - Parameter time: an additional wake-up time, in nanoseconds since 1970.
func wakeUpStream(
    for logs: [ServiceLog],
    at time: Int64? = nil,
    _ clock: @escaping @Sendable () -> Int64 = { WallClock.nowNs }
) -> AsyncStream<Void> {
    let alarm = time.map { time in
        { @Sendable () async in
            // In steps, since the clock may be changed in the meantime.
            while !Task.isCancelled, case let left = time - clock(), left > 0 {
                try? await Task.sleep(for: min(Duration.nanoseconds(left), Duration.seconds(60)))
            }
        }
    }
    return WakeUps.stream(of: logs.map(\.publication.wakeUps), alarm: alarm)
}
