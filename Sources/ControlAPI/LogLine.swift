package import LogAnalysis

package struct LogLine: Hashable, Sendable, Codable {
    package var service: String
    package var stream: LogStream
    /// When the line arrived: nanoseconds since 1970.
    package var timeNs: Int64
    /// The line's number in the service's log, starting at 0 without gaps.
    package var number: UInt64
    /// The text without its newline. Invalid UTF-8 is replaced with U+FFFD.
    package var text: String
    /// Whether the line does not match the filter but is near one that does.
    package var isContext: Bool

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
