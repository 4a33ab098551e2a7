package import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the application takes the time from; a test brings its own.
package struct TimeSource: Sendable {
    /// The date.
    package var now: @Sendable () -> Date
    /// Time since some moment that does not matter; never goes back.
    package var uptime: @Sendable () -> Duration
    /// Waits so long, or throws `CancellationError`.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// What local time is ahead of UTC at a date.
    package var utcOffset: @Sendable (Date) -> Duration

    /// A source of time.
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

    /// The machine's clocks and its time zone.
    package static func system() -> TimeSource {
        let start = ContinuousClock.now
        tzset()
        return TimeSource(
            now: { Date() },
            uptime: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            utcOffset: { .seconds(localOffset(at: $0)) }
        )
    }

    /// FoundationEssentials knows no time zones; the C library does.
    private static func localOffset(at date: Date) -> Int {
        var seconds = time_t(date.timeIntervalSince1970)
        var local = tm()
        return localtime_r(&seconds, &local) == nil ? 0 : local.tm_gmtoff
    }
}
