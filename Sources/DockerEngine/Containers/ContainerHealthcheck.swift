/// A health check run by the engine. Durations are in nanoseconds; the engine rejects those below a millisecond.
package struct ContainerHealthcheck: Codable, Hashable, Sendable {
    /// `CMD` or `CMD-SHELL` and the command, or `NONE`; nil for the image's own.
    package var test: [String]?
    /// The time between two checks.
    package var interval: Int64?
    /// The time limit of a check.
    package var timeout: Int64?
    /// The number of consecutive failures that make the container unhealthy.
    package var retries: Int?
    /// The time after the start during which failures do not count.
    package var startPeriod: Int64?
    /// The time between two checks during the start period; since API 1.44.
    package var startInterval: Int64?

    /// Creates a health check that leaves everything to the image.
    package init() {}
}
