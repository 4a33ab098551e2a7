/// The result of a single probe.
package struct ProbeOutcome: Hashable, Sendable {
    /// Whether the service is ready.
    package var succeeded: Bool
    /// The time from the start of the probe to its answer or failure.
    package var latency: Duration
    /// The service's answer, such as `PostgreSQL 16.15` or `HTTP 200 OK`, or the failure. It is a single line of at most 200
    /// characters without control characters, so it is safe for a terminal.
    package var message: String

    /// The whole text, at most 4 KiB of it, if ``message`` is only its beginning; else empty. Not sanitized.
    package var lines: [String]

    /// Creates an outcome, and sanitizes and truncates the message.
    package init(succeeded: Bool, latency: Duration, message: String) {
        self.succeeded = succeeded
        self.latency = latency
        self.message = ProbeMessage.line(message)
        lines = message.utf8.count > ProbeMessage.limit ? ProbeMessage.lines(message) : []
    }
}
