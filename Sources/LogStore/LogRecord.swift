package import LogAnalysis

/// One line of a log, byte for byte as the service wrote it.
///
/// A line longer than ``LogLimits/lineBytes`` is split into several records: all but the last have ``isContinued``, all but
/// the first ``isContinuation``. Records of other streams may appear between them.
package struct LogRecord: Sendable, Hashable {
    /// The record's number in the service's log, counted from 0 without gaps. It never changes.
    package var number: UInt64
    /// When the record arrived: nanoseconds since 1970. Never decreases within a log.
    package var timeNs: Int64
    package var stream: LogStream
    /// The bytes without the newline. `\r`, NUL, escape sequences and invalid UTF-8 are preserved.
    package var bytes: [UInt8]
    /// Whether a newline terminates the record. Continued records have none, and the last line of a process may have none.
    package var isTerminated: Bool
    /// Whether the line was incomplete when the record was written, and continues in a later record.
    package var isContinued: Bool
    /// Whether the record continues the line of the stream's previous record.
    package var isContinuation: Bool
    /// How many earlier records were joined into this one, because they are parts of the same line. They directly precede it.
    package var earlierParts: Int

    package init(
        number: UInt64,
        timeNs: Int64,
        stream: LogStream,
        bytes: [UInt8],
        isTerminated: Bool = true,
        isContinued: Bool = false,
        isContinuation: Bool = false,
        earlierParts: Int = 0
    ) {
        self.number = number
        self.timeNs = timeNs
        self.stream = stream
        self.bytes = bytes
        self.isTerminated = isTerminated
        self.isContinued = isContinued
        self.isContinuation = isContinuation
        self.earlierParts = earlierParts
    }

    /// The number of the record in which the line starts.
    var firstNumber: UInt64 { number - UInt64(earlierParts) }

    /// The line as text, with U+FFFD for invalid UTF-8.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
