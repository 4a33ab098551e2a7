import Foundations

/// A stream of wake-ups for all the logs. It does not end when logs are closed, but closing wakes it.
/// - Parameter time: an additional wake-up time, in nanoseconds since 1970.
func wakeUpStream(
    for logs: [ServiceLog],
    at time: Int64? = nil,
    _ clock: @escaping @Sendable () -> Int64 = { WallClock.nowNs }
) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let listeners = logs.map { ($0.publication, $0.publication.add(continuation, endsWithLog: false)) }
    let alarm = time.map { time in
        Task {
            // In steps, since the clock may be changed in the meantime.
            while !Task.isCancelled, case let left = time - clock(), left > 0 {
                try? await Task.sleep(for: min(Duration.nanoseconds(left), Duration.seconds(60)))
            }
            continuation.yield()
        }
    }
    continuation.onTermination = { _ in
        alarm?.cancel()
        for case (let publication, let id?) in listeners { publication.remove(id) }
    }
    return stream
}
