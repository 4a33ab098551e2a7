/// One line that a service wrote.
public struct LogLine: Hashable, Sendable, Codable {
    /// Where the line was written.
    public enum Stream: String, Sendable, Codable {
        case stdout
        case stderr
        /// Written by cpadev about the service: started, exited, restarted.
        case system
    }

    /// The name of the service that wrote it.
    public var service: String
    /// Where it was written.
    public var stream: Stream
    /// When it arrived: nanoseconds since 1970.
    public var timeNs: Int64
    /// The line's number in the service's log, from 0 on without gaps.
    public var number: UInt64
    /// Without its newline. Bytes that are no UTF-8 show as U+FFFD.
    public var text: String

    /// A line of a service; the text has no newline.
    public init(service: String, stream: Stream, timeNs: Int64, number: UInt64, text: String) {
        self.service = service
        self.stream = stream
        self.timeNs = timeNs
        self.number = number
        self.text = text
    }
}

/// Which lines are wanted.
public struct LogQuery: Hashable, Sendable, Codable {
    /// Empty: every service.
    public var services: [String]
    /// At most this many of the newest lines there are; nil: all of them.
    public var tail: Int?
    /// Whether to go on with what is written from now on.
    public var follow: Bool

    /// All lines there are of every service, and then the end, unless said otherwise.
    public init(services: [String] = [], tail: Int? = nil, follow: Bool = false) {
        self.services = services
        self.tail = tail
        self.follow = follow
    }
}
