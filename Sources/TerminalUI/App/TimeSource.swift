public import FoundationEssentials

/// Where the application takes the time from; a test brings its own.
public struct TimeSource: Sendable {
    /// The date.
    public var now: @Sendable () -> Date
    /// Time since some moment that does not matter; never goes back.
    public var uptime: @Sendable () -> Duration
    /// Waits so long, or throws `CancellationError`.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// What local time is ahead of UTC at a date.
    public var utcOffset: @Sendable (Date) -> Duration

    /// A source of time.
    public init(
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        utcOffset: @escaping @Sendable (Date) -> Duration = { _ in .zero }
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.utcOffset = utcOffset
    }

    /// The machine's clocks. `utcOffset` comes from the caller, since it takes the C library to know.
    public static func system(utcOffset: @escaping @Sendable (Date) -> Duration = { _ in .zero }) -> TimeSource {
        let start = ContinuousClock.now
        return TimeSource(
            now: { Date() },
            uptime: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            utcOffset: utcOffset
        )
    }
}
