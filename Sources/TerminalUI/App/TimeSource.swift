package import FoundationEssentials
import Foundations
import Glibc

/// The application's clock. Tests inject their own.
package struct TimeSource: Sendable {
    /// The current date.
    package var now: @Sendable () -> Date
    /// Monotonic time since an arbitrary origin.
    package var uptime: @Sendable () -> Duration
    /// Sleeps for a duration. Throws `CancellationError` when cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// The offset of local time from UTC at a date.
    package var utcOffset: @Sendable (Date) -> Duration

    package init(
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

    /// The system clocks and time zone.
    package static func system() -> TimeSource {
        let start = ContinuousClock.now
        tzset()
        return TimeSource(
            now: { Date() },
            uptime: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            utcOffset: { .seconds(WallClock.utcOffset(at: Int($0.timeIntervalSince1970))) }
        )
    }
}
