package import LogAnalysis

/// One line that a service wrote.
package struct LogLine: Hashable, Sendable, Codable {
    /// The name of the service that wrote it.
    package var service: String
    /// Where it was written.
    package var stream: LogStream
    /// When it arrived: nanoseconds since 1970.
    package var timeNs: Int64
    /// The line's number in the service's log, from 0 on without gaps.
    package var number: UInt64
    /// Without its newline. Bytes that are no UTF-8 show as U+FFFD.
    package var text: String
    /// Whether it is only there because a line near it meets the filter.
    package var isContext: Bool

    /// A line of a service; the text has no newline.
    package init(
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
