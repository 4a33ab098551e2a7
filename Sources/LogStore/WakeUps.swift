/// One stream of wake-ups for all the logs. Does not end by itself: closed logs wake it, and are noticed then.
/// - Parameter time: wakes it as well, in nanoseconds since 1970 by the clock.
func wakeUpStream(
    for logs: [ServiceLog],
    at time: Int64? = nil,
    _ clock: @escaping @Sendable () -> Int64 = { SystemTime.now }
) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let listeners = logs.map { ($0.publication, $0.publication.add(continuation, endsWithLog: false)) }
    let alarm = time.map { time in
        Task {
            // In steps, as the clock may be set meanwhile.
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
