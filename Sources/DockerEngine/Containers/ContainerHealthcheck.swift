/// A health check that the engine carries out. Durations are nanoseconds; the engine refuses those below a millisecond.
public struct ContainerHealthcheck: Codable, Hashable, Sendable {
    /// `CMD` or `CMD-SHELL` and what is run, or `NONE`; nil: the image's own.
    public var test: [String]?
    /// Between two checks.
    public var interval: Int64?
    /// How long a check may take.
    public var timeout: Int64?
    /// Failures in a row that make it unhealthy.
    public var retries: Int?
    /// Failures within this time do not count.
    public var startPeriod: Int64?
    /// Between two checks within the start period; from API 1.44 on.
    public var startInterval: Int64?

    /// The image's own check.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case test = "Test"
        case interval = "Interval"
        case timeout = "Timeout"
        case retries = "Retries"
        case startPeriod = "StartPeriod"
        case startInterval = "StartInterval"
    }
}
