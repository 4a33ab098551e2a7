/// The answer of one probe.
package struct ProbeOutcome: Hashable, Sendable {
    /// Whether the service is ready.
    package var succeeded: Bool
    /// From the start of the probe to its answer or its failure.
    package var latency: Duration
    /// What the service said, such as `PostgreSQL 16.15` or `HTTP 200 OK`, or what went wrong.
    /// One line of at most 200 characters without control characters, so it may go to a terminal as it is.
    package var message: String

    /// An outcome; the message is cut and cleaned as ``message`` says.
    package init(succeeded: Bool, latency: Duration, message: String) {
        self.succeeded = succeeded
        self.latency = latency
        self.message = ProbeMessage.line(message)
    }
}
