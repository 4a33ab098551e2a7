public import LogAnalysis

/// One line that a service wrote.
public struct LogLine: Hashable, Sendable, Codable {
    /// The name of the service that wrote it.
    public var service: String
    /// Where it was written.
    public var stream: LogStream
    /// When it arrived: nanoseconds since 1970.
    public var timeNs: Int64
    /// The line's number in the service's log, from 0 on without gaps.
    public var number: UInt64
    /// Without its newline. Bytes that are no UTF-8 show as U+FFFD.
    public var text: String
    /// Whether it is only there because a line near it meets the filter.
    public var isContext: Bool

    /// A line of a service; the text has no newline.
    public init(
        service: String,
        stream: LogStream,
        timeNs: Int64,
        number: UInt64,
        text: String,
        isContext: Bool = false
    ) {
        self.service = service
        self.stream = stream
        self.timeNs = timeNs
        self.number = number
        self.text = text
        self.isContext = isContext
    }
}
