/// A health check that the engine carries out. Durations are nanoseconds; the engine refuses those below a millisecond.
package struct ContainerHealthcheck: Codable, Hashable, Sendable {
    /// `CMD` or `CMD-SHELL` and what is run, or `NONE`; nil: the image's own.
    package var test: [String]?
    /// Between two checks.
    package var interval: Int64?
    /// How long a check may take.
    package var timeout: Int64?
    /// Failures in a row that make it unhealthy.
    package var retries: Int?
    /// Failures within this time do not count.
    package var startPeriod: Int64?
    /// Between two checks within the start period; from API 1.44 on.
    package var startInterval: Int64?

    /// The image's own check.
    package init() {}

    private enum CodingKeys: String, CodingKey {
        case test = "Test"
        case interval = "Interval"
        case timeout = "Timeout"
        case retries = "Retries"
        case startPeriod = "StartPeriod"
        case startInterval = "StartInterval"
    }
}
