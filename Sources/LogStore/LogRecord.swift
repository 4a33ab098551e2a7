package import LogAnalysis

/// One line of a log, byte for byte as it was written.
///
/// A line longer than ``LogLimits/lineBytes`` is several records: all but the last have ``isContinued``, all but the
/// first ``isContinuation``. Between them, records of the other streams may stand.
package struct LogRecord: Sendable, Hashable {
    /// The record's number in the service's log, from 0 on without gaps. It never changes.
    package var number: UInt64
    /// When it arrived: nanoseconds since 1970. Never before an earlier record of the same log.
    package var timeNs: Int64
    /// Where it came from.
    package var stream: LogStream
    /// Without the newline. Everything else is as it came: `\r`, NUL, escape sequences, bytes that are no UTF-8.
    package var bytes: [UInt8]
    /// Whether a newline ended it. The last line of a process may have none, nor has a record that is continued.
    package var isTerminated: Bool
    /// Whether the line went on when it was written down.
    package var isContinued: Bool
    /// Whether it goes on with the line of the stream's record before it.
    package var isContinuation: Bool

    /// A record; a whole line unless said otherwise.
    package init(
        number: UInt64,
        timeNs: Int64,
        stream: LogStream,
        bytes: [UInt8],
        isTerminated: Bool = true,
        isContinued: Bool = false,
        isContinuation: Bool = false
    ) {
        self.number = number
        self.timeNs = timeNs
        self.stream = stream
        self.bytes = bytes
        self.isTerminated = isTerminated
        self.isContinued = isContinued
        self.isContinuation = isContinuation
    }

    /// The line as text; bytes that are no UTF-8 show as U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
